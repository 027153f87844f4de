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

  /** Copies the set. */
  public RequestSettings {
    allowAmbiguous = Set.copyOf(allowAmbiguous);
  }

  /**
   * The same with another length.
   *
   * @param characters how many characters a credential may have
   * @return the settings
   */
  public RequestSettings withMaxCredentialLength(int characters) {
    return new RequestSettings(characters, allowAmbiguous, preflightPasses, publicUrl);
  }

  /**
   * Finds what is wrong with a public address.
   *
   * @param url any address
   * @return why it is none, or null
   */
  public static @Nullable String publicUrlFault(URI url) {
    boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    boolean bare =
        (url.getRawPath() == null || url.getRawPath().isEmpty())
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null;
    return http && bare && url.getHost() != null
        ? null
        : url + " (expected: scheme and host alone, such as https://api.example.com)";
  }
}
