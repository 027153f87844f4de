package io.edgeauth.forward;

import io.edgeauth.authn.Carrier;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.HeaderName;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request that may go on into the one that the backend receives. Immutable; many threads
 * use it at once.
 */
public final class Forwarding {

  /**
   * What is changed about a request, or why it cannot be forwarded after all.
   *
   * @param headers the edits of its headers; they remove everything that may not pass even where it
   *     is refused
   * @param query the edits of its query
   * @param refused why the identity cannot be told to the backend, or null
   * @param detail what only operators may know about it, or null
   */
  public record Edits(
      HeaderEdits headers, QueryEdits query, @Nullable Reason refused, @Nullable String detail) {}

  private final IdentityHeaders identityHeaders;
  private final Passage[] passages = new Passage[4];
  private final String requestIdHeader;
  private final RequestIds ids = new RequestIds();

  private Forwarding(
      ForwardSettings settings, Collection<Carrier> carriers, String clientIpHeader) {
    identityHeaders = new IdentityHeaders(settings);
    requestIdHeader = settings.requestIdHeader();
    for (boolean viaProxy : new boolean[] {false, true}) {
      for (boolean keep : new boolean[] {false, true}) {
        passages[place(viaProxy, keep)] =
            Passage.of(settings, carriers, clientIpHeader, viaProxy, keep);
      }
    }
  }

  private static int place(boolean viaProxy, boolean keepCredentials) {
    return (viaProxy ? 1 : 0) + (keepCredentials ? 2 : 0);
  }

  /**
   * Compiles what is to be forwarded.
   *
   * @param settings what was asked for
   * @param carriers where any authenticator looks for credentials: what stands there ends here
   * @param clientIpHeader what trusted proxies name the client in; from others it ends here
   * @return the forwarding
   */
  public static Forwarding of(
      ForwardSettings settings, Collection<Carrier> carriers, String clientIpHeader) {
    return new Forwarding(settings, carriers, clientIpHeader);
  }

  /**
   * Makes the id of a request.
   *
   * @return the header that names the request to the backend and in the answer; its value has 32
   *     random hexadecimal digits
   */
  public HeaderField newRequestId() {
    return new HeaderField(requestIdHeader, ids.next());
  }

  /**
   * The id that a trusted proxy gave a request.
   *
   * @param request one whose peer is a trusted proxy
   * @return the header, or null where there is not exactly one of at most 128 letters, digits and
   *     {@code . _ : -}, so that one is to be made
   */
  public @Nullable HeaderField requestIdOf(EdgeRequest request) {
    List<String> lines = request.headers(requestIdHeader);
    return lines.size() == 1 && RequestIds.isKeepable(lines.get(0))
        ? new HeaderField(requestIdHeader, lines.get(0))
        : null;
  }

  /**
   * Makes the edits of one request.
   *
   * @param request the request as it came
   * @param identity who is calling; anonymous sets no identity header
   * @param requestId the header that names the request
   * @param viaProxy whether the peer is a trusted proxy, so that its forwarding headers go on
   * @param keepCredentials whether credentials go on too
   * @return the edits
   */
  public Edits edits(
      EdgeRequest request,
      Identity identity,
      HeaderField requestId,
      boolean viaProxy,
      boolean keepCredentials) {
    return edits(request, identity, requestId, viaProxy, keepCredentials, null);
  }

  /**
   * Makes the edits of one request whose token was exchanged.
   *
   * @param request the request as it came
   * @param identity who is calling; anonymous sets no identity header
   * @param requestId the header that names the request
   * @param viaProxy whether the peer is a trusted proxy, so that its forwarding headers go on
   * @param keepCredentials whether credentials go on too
   * @param authorization what takes the place of the client's {@code Authorization}, or null
   * @return the edits
   */
  public Edits edits(
      EdgeRequest request,
      Identity identity,
      HeaderField requestId,
      boolean viaProxy,
      boolean keepCredentials,
      @Nullable HeaderField authorization) {
    Passage passage = passages[place(viaProxy, keepCredentials)];
    IdentityHeaders.Written written = identityHeaders.of(identity);
    List<HeaderField> own = new ArrayList<>(4);
    own.add(requestId);
    if (authorization != null) {
      own.add(authorization);
    }
    Predicate<String> removed =
        TraceContext.begin(request, requestId.value(), ids, own)
            ? passage.removedWithTrace()
            : passage.removed();
    removed = honestConnection(request, written.fields(), own, passage, removed);
    removed = withoutTokenCookies(request, own, passage, removed);
    return new Edits(
        HeaderEdits.of(removed, written.fields(), own),
        passage.query(),
        written.refused(),
        written.detail());
  }

  /**
   * A proxy behind us drops what {@code Connection} names; a client must not choose that it drops
   * our headers, nor, through a proxy before us, those that only that one may write.
   */
  private static Predicate<String> honestConnection(
      EdgeRequest request,
      List<HeaderField> identityFields,
      List<HeaderField> own,
      Passage passage,
      Predicate<String> removed) {
    List<String> lines = request.headers("Connection");
    if (lines.isEmpty()) {
      return removed;
    }
    Set<String> ours = new HashSet<>();
    identityFields.forEach(field -> ours.add(HeaderName.fold(field.name())));
    own.forEach(field -> ours.add(HeaderName.fold(field.name())));
    return rewritten(
        "Connection",
        lines,
        ",",
        option -> passage.unnameable().test(option) || ours.contains(HeaderName.fold(option)),
        own,
        removed);
  }

  private static Predicate<String> withoutTokenCookies(
      EdgeRequest request, List<HeaderField> fields, Passage passage, Predicate<String> removed) {
    return passage.cookies().isEmpty()
        ? removed
        : rewritten("Cookie", request.headers("Cookie"), ";", passage::ends, fields, removed);
  }

  /** Sets a header to those of its elements that may stay; without any left, the header goes. */
  private static Predicate<String> rewritten(
      String header,
      List<String> lines,
      String separator,
      Predicate<String> ends,
      List<HeaderField> fields,
      Predicate<String> removed) {
    List<String> kept = new ArrayList<>();
    boolean changed = false;
    for (String line : lines) {
      for (String part : line.split(separator, -1)) {
        String element = part.strip();
        if (element.isEmpty()) {
          continue;
        }
        if (ends.test(element)) {
          changed = true;
        } else {
          kept.add(element);
        }
      }
    }
    if (!changed) {
      return removed;
    }
    if (kept.isEmpty()) {
      return removed.or(name -> HeaderName.same(name, header));
    }
    fields.add(new HeaderField(header, String.join(separator + " ", kept)));
    return removed;
  }
}
