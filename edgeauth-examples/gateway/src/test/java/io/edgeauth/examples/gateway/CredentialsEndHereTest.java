package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H11: what proves a caller to the gateway is not the upstream's to have. */
final class CredentialsEndHereTest {

  private static final List<String> CERTIFICATES =
      List.of(
          "Client-Cert: :c2VjcmV0:",
          "Client-Cert-Chain: :c2VjcmV0:",
          "X-Forwarded-Client-Cert: Cert=secret",
          "X-SSL-Client-Cert: secret",
          "ssl_client_cert: secret",
          "X-Amzn-Mtls-Clientcert-Leaf: secret");

  @TempDir private Path directory;

  private static ReceivedBytes received(Proxied proxied, String answer) {
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return proxied.upstream().last();
  }

  private Proxied start(String... more) throws Exception {
    return Proxied.start(directory, text -> Proxied.with(more).apply(Proxied.tokensAnywhere(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/a"})
  void credentials_inHeaders_endHere(String path) throws Exception {
    try (Proxied proxied = start()) {
      String token = proxied.valid().compact();
      for (String scheme : List.of("Authorization: Bearer ", "AUTHORIZATION: bearer ")) {
        ReceivedBytes seen =
            received(
                proxied,
                proxied.get(
                    path,
                    scheme + token,
                    "DPoP: " + token,
                    CERTIFICATES.get(0),
                    CERTIFICATES.get(1),
                    CERTIFICATES.get(2),
                    CERTIFICATES.get(3),
                    CERTIFICATES.get(4),
                    CERTIFICATES.get(5)));

        assertThat(seen.text()).doesNotContain(token, "ecret", "c2VjcmV0");
        assertThat(seen.valuesInAnySpelling("Authorization")).isEmpty();
        assertThat(seen.valuesInAnySpelling("DPoP")).isEmpty();
      }
    }
  }

  /** The one cookie that {@code token-from} names; others are the application's. */
  @Test
  void credentials_inCookie_endHere() throws Exception {
    try (Proxied proxied = start()) {
      String token = proxied.valid().compact();
      ReceivedBytes seen =
          received(
              proxied, proxied.get("/a", "Cookie: theme=dark; session=" + token + "; lang=en"));

      assertThat(seen.values("X-User-Id")).containsExactly("alice");
      assertThat(seen.text()).doesNotContain(token, "session");
      assertThat(seen.values("Cookie")).containsExactly("theme=dark; lang=en");
    }
  }

  /** The one parameter that {@code token-from} names, however its name is written. */
  @ParameterizedTest
  @ValueSource(strings = {"access_token", "access%5Ftoken", "%61ccess_token"})
  void credentials_inQuery_endHere(String parameter) throws Exception {
    try (Proxied proxied = start()) {
      String token = proxied.valid().compact();
      ReceivedBytes seen =
          received(proxied, proxied.get("/a?x=%7e&" + parameter + "=" + token + "&y"));

      assertThat(seen.values("X-User-Id")).containsExactly("alice");
      assertThat(seen.text()).doesNotContain(token, "ccess");
      assertThat(seen.requestLine()).isEqualTo("GET /a?x=%7e&y HTTP/1.1");
    }
  }

  /** On a public route nobody reads them, and they end there all the same. */
  @Test
  void credentials_onPublicRoute_endHere() throws Exception {
    try (Proxied proxied = start()) {
      ReceivedBytes seen =
          received(
              proxied,
              proxied.get("/public/a?access_token=secret", "Cookie: session=secret; theme=dark"));

      assertThat(seen.text()).doesNotContain("secret", "?");
      assertThat(seen.values("Cookie")).containsExactly("theme=dark");
    }
  }

  /** The twin: who wants them passed on gets them, but never what certificates a client claims. */
  @Test
  void credentials_kept_arrive() throws Exception {
    try (Proxied proxied = start("forward: {keep-credentials: true}")) {
      ReceivedBytes seen =
          received(
              proxied,
              proxied.get(
                  "/a", proxied.bearer(), "Cookie: theme=dark", CERTIFICATES.get(2), "DPoP: x"));
      assertThat(seen.values("Authorization")).singleElement().asString().startsWith("Bearer ey");
      assertThat(seen.values("DPoP")).containsExactly("x");
      assertThat(seen.valuesInAnySpelling("X-Forwarded-Client-Cert")).isEmpty();

      String token = proxied.valid().compact();
      assertThat(received(proxied, proxied.get("/a?access_token=" + token)).requestLine())
          .contains("?access_token=" + token);
      assertThat(received(proxied, proxied.get("/a", "Cookie: session=" + token)).values("Cookie"))
          .containsExactly("session=" + token);
    }
  }

  /** Two at once are refused before anybody may take either for the other. */
  @Test
  void credentials_inTwoPlaces_refusedUnseen() throws Exception {
    try (Proxied proxied = start()) {
      String token = proxied.valid().compact();

      assertThat(proxied.get("/a?access_token=" + token, proxied.bearer()))
          .startsWith("HTTP/1.1 400 ")
          .doesNotContain(token);
      assertThat(proxied.upstream().connections()).isZero();
    }
  }
}
