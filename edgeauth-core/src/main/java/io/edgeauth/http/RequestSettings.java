package io.edgeauth.http;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of every request before anything else: the section {@code request} of the
 * configuration, but for what is about identity headers.
 *
 * @param maxCredentialLength how many characters a credential may have
 * @param allowAmbiguous what of a path is allowed although servers read it differently
 * @param preflightPasses whether CORS preflights go on without credentials
 * @param publicUrl scheme and authority that clients use, or null for those of the request
 */
public record RequestSettings(
    int maxCredentialLength,
    Set<Ambiguity> allowAmbiguous,
    boolean preflightPasses,
    @Nullable URI publicUrl) {

  /** What holds where nothing is said. */
  public static final RequestSettings DEFAULTS =
      new RequestSettings(16 * 1024, Set.of(), true, null);

  /**
   * Checks the values and copies the set.
   *
   * @throws IllegalArgumentException if the length is out of range, or the address is more than
   *     scheme and host; the message says what is expected
   */
  public RequestSettings {
    if (maxCredentialLength < 1024 || maxCredentialLength > 65_536) {
      throw new IllegalArgumentException(
          "max-credential-length: " + maxCredentialLength + " (expected: 1024 to 65536)");
    }
    String fault = publicUrl == null ? null : publicUrlFault(publicUrl);
    if (fault != null) {
      throw new IllegalArgumentException("public-url: " + fault);
    }
    allowAmbiguous = Set.copyOf(allowAmbiguous);
  }

  /**
   * The same with another length.
   *
   * @param characters how many characters a credential may have, 1024 to 65536
   * @return the settings
   * @throws IllegalArgumentException if it is out of range
   */
  public RequestSettings withMaxCredentialLength(int characters) {
    return new RequestSettings(characters, allowAmbiguous, preflightPasses, publicUrl);
  }

  /**
   * The address that clients use, in one spelling.
   *
   * @return such as {@code https://api.example.com}, or null where none is configured
   */
  public @Nullable String publicOrigin() {
    return publicUrl == null
        ? null
        : RequestForm.origin(publicUrl.getScheme(), String.valueOf(publicUrl.getRawAuthority()));
  }

  /**
   * Finds what is wrong with a public address.
   *
   * @param url any address
   * @return what is expected in its place, without what was found: that may hold a password; or
   *     null
   */
  public static @Nullable String publicUrlFault(URI url) {
    boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    String authority = url.getRawAuthority();
    boolean bare =
        (url.getRawPath() == null || url.getRawPath().isEmpty())
            && url.getRawQuery() == null
            && url.getRawFragment() == null;
    return http && bare && authority != null && RequestForm.isAuthority(authority)
        ? null
        : "no public address (expected: scheme and host alone, such as https://api.example.com)";
  }
}
