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
import java.util.stream.Collectors;
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
  private final QueryEdits query;
  private final Set<String> cookies;
  private final String requestIdHeader;
  private final Predicate<String> configuredRemoved;
  private final Predicate<String> clientTraceRemoved;
  private final RequestIds ids = new RequestIds();

  private Forwarding(ForwardSettings settings, Collection<Carrier> carriers) {
    configuredRemoved = new HeaderRemoval(settings, carriers)::removes;
    clientTraceRemoved = configuredRemoved.or(TraceContext::isTraceHeader);
    identityHeaders = new IdentityHeaders(settings);
    Set<String> parameters =
        settings.keepCredentials() ? Set.of() : names(carriers, Carrier.Kind.QUERY);
    query = QueryEdits.removing(parameters);
    cookies = settings.keepCredentials() ? Set.of() : names(carriers, Carrier.Kind.COOKIE);
    requestIdHeader = settings.requestIdHeader();
  }

  /**
   * Compiles what is to be forwarded.
   *
   * @param settings what was asked for
   * @param carriers where any authenticator looks for credentials: what stands there ends here
   * @return the forwarding
   */
  public static Forwarding of(ForwardSettings settings, Collection<Carrier> carriers) {
    return new Forwarding(settings, carriers);
  }

  private static Set<String> names(Collection<Carrier> carriers, Carrier.Kind kind) {
    return carriers.stream()
        .filter(carrier -> carrier.kind() == kind)
        .map(Carrier::name)
        .collect(Collectors.toUnmodifiableSet());
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
   * Makes the edits of one request.
   *
   * @param request the request as it came
   * @param identity who is calling; anonymous sets no identity header
   * @param requestId as {@link #newRequestId()} made it
   * @return the edits
   */
  public Edits edits(EdgeRequest request, Identity identity, HeaderField requestId) {
    IdentityHeaders.Written written = identityHeaders.of(identity);
    List<HeaderField> own = new ArrayList<>(4);
    own.add(requestId);
    Predicate<String> removed =
        TraceContext.begin(request, requestId.value(), own)
            ? clientTraceRemoved
            : configuredRemoved;
    removed = honestConnection(request, written.fields(), own, removed);
    removed = withoutTokenCookies(request, own, removed);
    return new Edits(
        HeaderEdits.of(removed, written.fields(), own), query, written.refused(), written.detail());
  }

  /**
   * A proxy behind us drops what {@code Connection} names; a client must not choose that it drops
   * our headers.
   */
  private Predicate<String> honestConnection(
      EdgeRequest request,
      List<HeaderField> identityFields,
      List<HeaderField> own,
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
        option -> removed.test(option) || ours.contains(HeaderName.fold(option)),
        own,
        removed);
  }

  private Predicate<String> withoutTokenCookies(
      EdgeRequest request, List<HeaderField> fields, Predicate<String> removed) {
    if (cookies.isEmpty()) {
      return removed;
    }
    return rewritten("Cookie", request.headers("Cookie"), ";", this::holdsToken, fields, removed);
  }

  private boolean holdsToken(String cookie) {
    int equals = cookie.indexOf('=');
    return equals > 0 && cookies.contains(cookie.substring(0, equals).strip());
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
