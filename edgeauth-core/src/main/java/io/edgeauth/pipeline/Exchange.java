package io.edgeauth.pipeline;

import io.edgeauth.forward.Forwarding;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.network.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known about one request on its way. It belongs to the thread that decides it. */
final class Exchange {

  /** What EdgeAuth answers itself; the headers of every answer come besides. */
  record Answer(int status, List<HeaderField> headers, String body) {}

  private final EdgeRequest request;
  private final @Nullable List<String> notes;
  private HeaderField requestId;
  private ClientAddress client = ClientAddress.Unknown.INSTANCE;
  private boolean preflight;
  private @Nullable CompiledRoute route;
  private Identity verified = Identity.ANONYMOUS;
  private @Nullable Rejection shadowed;
  private Forwarding.@Nullable Edits edits;
  private @Nullable Answer answer;
  private List<HeaderField> responseHeaders = List.of();

  private int next;
  private boolean bare;
  private @Nullable Rejection unmatched;
  private final CountedLimits counted;
  private @Nullable Waiting waiting;

  Exchange(EdgeRequest request, CountedLimits counted, HeaderField requestId, boolean explained) {
    this.request = request;
    this.counted = counted;
    this.requestId = requestId;
    this.notes = explained ? new ArrayList<>() : null;
  }

  EdgeRequest request() {
    return request;
  }

  /** The header that names the request. */
  HeaderField requestIdField() {
    return requestId;
  }

  void requestId(HeaderField field) {
    requestId = field;
  }

  String requestId() {
    return requestId.value();
  }

  /** Where the request comes from, once that was found out. */
  ClientAddress client() {
    return client;
  }

  void client(ClientAddress found) {
    client = found;
  }

  /** Whether the peer is a trusted proxy, so that its forwarding headers count. */
  boolean isViaProxy() {
    return client instanceof ClientAddress.Known known && known.viaProxy();
  }

  /** Whether a browser asks what it may ask, without credentials. */
  boolean isPreflight() {
    return preflight;
  }

  void preflight(boolean recognised) {
    preflight = recognised;
  }

  /** The route, once it was found. */
  @Nullable CompiledRoute route() {
    return route;
  }

  /** The route, for stages behind the one that finds it. */
  CompiledRoute matchedRoute() {
    if (route == null) {
      throw new IllegalStateException("no route was matched");
    }
    return route;
  }

  /** Whether the route was found, and only tells what it would refuse. */
  boolean isOnShadowRoute() {
    return route != null && route.route().isShadow();
  }

  void route(CompiledRoute found) {
    route = found;
  }

  /**
   * Who is calling, for policies and the backend: nobody once a shadow route would refuse them for
   * anything but a limit of the identity.
   */
  Identity identity() {
    return bare ? Identity.ANONYMOUS : verified;
  }

  /** Who was proven to call, for events: also where the request would have been refused. */
  Identity verified() {
    return verified;
  }

  void verified(Identity proven) {
    verified = proven;
  }

  /** Why the request would have been refused if its route were enforced, or null. */
  @Nullable Rejection shadowed() {
    return shadowed;
  }

  /**
   * Notes what a shadow route would have refused.
   *
   * @param keepsIdentity whether the request goes on as who it is all the same
   */
  void shadowed(Rejection rejection, boolean keepsIdentity) {
    shadowed = rejection;
    bare = !keepsIdentity;
  }

  /** Whether the request goes on without identity and with its credentials. */
  boolean isBare() {
    return bare;
  }

  /** Why the request ends behind the early limits, since no route takes it; null where one does. */
  @Nullable Rejection unmatched() {
    return unmatched;
  }

  void unmatched(Rejection rejection) {
    unmatched = rejection;
  }

  /** By what the client's request was counted already, and how those limits stand. */
  CountedLimits counted() {
    return counted;
  }

  /** The place in the next stage. */
  int next() {
    return next;
  }

  void next(int stage) {
    next = stage;
  }

  /** The turn that the request waits for, or null. */
  @Nullable Waiting waiting() {
    return waiting;
  }

  void waiting(@Nullable Waiting turn) {
    waiting = turn;
  }

  Forwarding.@Nullable Edits edits() {
    return edits;
  }

  void edits(Forwarding.Edits made) {
    edits = made;
  }

  /** What is answered in the application's place, or null where the request goes on. */
  @Nullable Answer answer() {
    return answer;
  }

  void answer(Answer given) {
    answer = given;
  }

  List<HeaderField> responseHeaders() {
    return responseHeaders;
  }

  void addResponseHeaders(List<HeaderField> headers) {
    if (headers.isEmpty()) {
      return;
    }
    List<HeaderField> all = new ArrayList<>(responseHeaders);
    all.addAll(headers);
    responseHeaders = all;
  }

  boolean isExplained() {
    return notes != null;
  }

  /** Tells an explanation something; ask {@link #isExplained()} before making the text. */
  void note(String text) {
    if (notes != null) {
      notes.add(text);
    }
  }

  /** What was told since the last call. */
  String takeNotes() {
    if (notes == null) {
      return "";
    }
    String text = String.join("; ", notes);
    notes.clear();
    return text;
  }
}
