package io.edgeauth.forward;

import io.edgeauth.http.HeaderName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as the identity headers of one request say, in the very values that the gateway
 * verified.
 *
 * <p>It is worth what the way from the gateway is worth: whoever can reach the backend past it can
 * write any of this. What no header is set from is absent here. A field that was empty is absent
 * too, and empty elements of a list are gone unless it came as JSON: the gateway writes neither.
 *
 * <p>Immutable, for any thread; {@code toString} shows the names of the headers alone.
 */
public final class ReceivedIdentity {

  private final Map<String, HeaderMapping> sources;
  private final Map<String, List<String>> values;

  /**
   * Takes what was read.
   *
   * @param sources the first mapping of each source
   * @param values what each header that came says, under its folded name
   */
  ReceivedIdentity(Map<String, HeaderMapping> sources, Map<String, List<String>> values) {
    this.sources = sources;
    this.values = Map.copyOf(values);
  }

  /**
   * Tells whether the request came without any identity header. An anonymous request does, and so
   * does one of whose identity no header tells a part; where that matters, map {@code methods}.
   *
   * @return whether nothing is known
   */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /**
   * The user.
   *
   * @return the source {@code subject}, or null
   */
  public @Nullable String subject() {
    return text("subject");
  }

  /**
   * The calling application.
   *
   * @return the source {@code client}, or null
   */
  public @Nullable String client() {
    return text("client");
  }

  /**
   * The caller's tenant.
   *
   * @return the source {@code tenant}, or null
   */
  public @Nullable String tenant() {
    return text("tenant");
  }

  /**
   * The caller's mail address.
   *
   * @return the source {@code email}, or null
   */
  public @Nullable String email() {
    return text("email");
  }

  /**
   * The name by which people know the caller.
   *
   * @return the source {@code username}, or null; never to be used as an identifier
   */
  public @Nullable String username() {
    return text("username");
  }

  /**
   * The caller's roles.
   *
   * @return the source {@code roles} in its order; empty where there are none
   */
  public List<String> roles() {
    return list("roles");
  }

  /**
   * What the caller may do.
   *
   * @return the source {@code scopes} in its order; empty where there are none
   */
  public List<String> scopes() {
    return list("scopes");
  }

  /**
   * Names of the gateway's authenticators that passed.
   *
   * @return the source {@code methods} in its order; empty where there are none
   */
  public List<String> methods() {
    return list("methods");
  }

  /**
   * The value of a source that is one text. Numbers and booleans are their JSON text.
   *
   * @param source as the settings write it: {@code api-key.owner}, {@code claim:department}…
   * @return the value, or null where it is absent, or no header is set from it
   * @throws IllegalArgumentException if there is no such source, or it is read as a list
   */
  public @Nullable String text(String source) {
    List<String> found = of(source, false);
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * The values of a source that is a list. Numbers and booleans are their JSON text.
   *
   * @param source as the settings write it: {@code api-key.scopes}, {@code claim:groups}…
   * @return the values in their order; empty where there are none, or no header is set from it
   * @throws IllegalArgumentException if there is no such source, or it is read as a text; a claim
   *     is read as a list where its mapping names a list format
   */
  public List<String> list(String source) {
    return of(source, true);
  }

  /**
   * What one header says, whatever it was set from.
   *
   * @param name its name in any case, such as {@code X-Consumer-ID}
   * @return its values in their order, one for a text; empty where it did not come, or is no
   *     identity header
   */
  public List<String> header(String name) {
    return values.getOrDefault(HeaderName.fold(name), List.of());
  }

  private List<String> of(String source, boolean list) {
    HeaderMapping mapping = sources.get(source);
    boolean isList = mapping == null ? list : mapping.isList();
    if (mapping == null) {
      IdentitySource known = IdentitySource.parse(source);
      isList = known.isClaim() ? list : known.isList();
    }
    if (isList != list) {
      throw new IllegalArgumentException(
          source + " is read as a " + (isList ? "list" : "text") + ", not as asked for");
    }
    return mapping == null ? List.of() : header(mapping.header());
  }

  @Override
  public String toString() {
    return "ReceivedIdentity" + values.keySet();
  }
}
