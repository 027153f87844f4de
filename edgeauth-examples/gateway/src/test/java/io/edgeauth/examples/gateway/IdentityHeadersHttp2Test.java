package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity headers of a client's own that come in HTTP/2 frames. */
final class IdentityHeadersHttp2Test {

  private static final String[] GET = {":method: GET", ":scheme: https", ":authority: api.example"};

  @TempDir private Path directory;
  @TempDir private static Path shared;
  private static TestCertificate certificate;
  private Proxied proxied;

  @BeforeAll
  static void certify() throws Exception {
    certificate = TestCertificate.of("EC", shared);
  }

  @BeforeEach
  void start() throws Exception {
    certificate.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    proxied = Proxied.start(directory, Proxied::secured);
  }

  @AfterEach
  void stop() throws IOException {
    proxied.close();
  }

  private static String[] get(String path, List<String> lines) {
    List<String> all = new ArrayList<>(List.of(GET));
    all.add(":path: " + path);
    all.addAll(lines);
    return all.toArray(String[]::new);
  }

  private String token() {
    return "authorization: Bearer " + proxied.valid().compact();
  }

  /** H01, H02. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/optional/a", "/a"})
  void identity_spelled_onlyVerifiedArrives(String path) throws Exception {
    boolean known = path.equals("/a");
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      int stream = 1;
      for (String spelling : List.of("x-user-id", "x_user_id", "x.user.id", "x-user_id")) {
        List<String> lines =
            List.of(spelling + ": root", known ? token() : "x-filler: 1", spelling + ": root");
        http.headers(stream, true, get(path, lines));

        assertThat(http.outcome(stream).status()).as(spelling).isEqualTo(200);
        ReceivedBytes seen = proxied.upstream().last();
        assertThat(seen.valuesInAnySpelling("X-User-Id"))
            .as(spelling)
            .isEqualTo(known ? List.of("alice") : List.of());
        assertThat(seen.text()).as(spelling).doesNotContain("root");
        stream += 2;
      }
    }
  }

  /** H04, H24: the trailers of a call such as gRPC makes. */
  @Test
  void trailers_identity_endHere() throws Exception {
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.headers(
          1,
          false,
          ":method: POST",
          ":scheme: https",
          ":authority: api.example",
          ":path: /orders.Orders/List",
          "content-type: application/grpc",
          "te: trailers",
          token());
      http.data(1, false, "hello");
      http.headers(1, true, "x-user-id: root", "x_user_id: root", "x-sum: 1");

      assertThat(http.outcome(1).status()).isEqualTo(200);
    }
    ReceivedBytes seen = proxied.upstream().last();
    assertThat(seen.valuesInAnySpelling("X-User-Id")).containsExactly("alice");
    assertThat(seen.text()).doesNotContain("root");
    assertThat(seen.values("Content-Type")).containsExactly("application/grpc");
    assertThat(seen.body()).contains("hello");
  }
}
