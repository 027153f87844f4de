package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is matched is what is forwarded, to the byte. */
final class TargetTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/a%c3%a9%C3%A9%7e?q=%7e&r=%2F+%c3%a9&s",
        "/public/a:b@c!$&'()*+,=?",
        "/public/a|b^c`{d}[e]\"<f>",
        "/public/a|b?g=[|]{}\"<>^`\\",
        "/public/?a=%zz&b=%ff%",
        "/public/a/?//a/../b;c=d?e=/",
        "/public?http://other.example/"
      })
  void request_target_arrivesByteForByte(String target) throws Exception {
    arrivesByteForByte(target, "[]");
  }

  /** R02 to R06: what an operator allows goes on as it came, and nothing is made of it. */
  @ParameterizedTest
  @CsvSource({
    "/public/a%2Fb%2f, encoded-slash",
    "/public//a//, double-slash",
    "/public//other.example/a?x, double-slash",
    "/public/a;x=y/b;, semicolon",
    "/public/a%25%252f, encoded-percent",
    "/public/a%5Cb, backslash",
    "/public/a%5cb%2Fc;d//e%25, '[backslash, encoded-slash, semicolon, double-slash, encoded-percent]'"
  })
  void request_allowedAmbiguity_arrivesByteForByte(String target, String allowed) throws Exception {
    arrivesByteForByte(target, allowed);
  }

  /** Their twins: what is not allowed, or never. */
  @ParameterizedTest
  @CsvSource({
    "/public/a%2Fb, semicolon",
    "/public/a;x, encoded-slash",
    "//public/a%2F..%2Fadmin, '[encoded-slash, double-slash]'",
    "/public/..;/admin, semicolon",
    "/public/%252e%252e/admin, encoded-percent"
  })
  void request_otherAmbiguity_refused(String target, String allowed) throws Exception {
    try (Surroundings around = new Surroundings(directory)) {
      allow(allowed, around, around.backend().uri().toString());
      try (Gateway gateway = Gateway.start(around.file())) {
        assertThat(get(gateway, target)).startsWith("HTTP/1.1 400 ");
        assertThat(around.backend().hits()).isZero();
      }
    }
  }

  /** An allowed slash is a character of its segment, for the gateway has no folders of its own. */
  @Test
  void request_allowedSlash_isOneSegment() throws Exception {
    try (Surroundings around = new Surroundings(directory)) {
      allow("encoded-slash", around, around.backend().uri().toString());
      String text = Files.readString(around.file());
      Files.writeString(around.file(), text.replace("{path: /echo,", "{path: /one/*,"));
      try (Gateway gateway = Gateway.start(around.file())) {
        assertThat(get(gateway, "/one/a%2Fb")).startsWith("HTTP/1.1 200 ");
        assertThat(get(gateway, "/one/a/b")).startsWith("HTTP/1.1 401 ");
      }
    }
  }

  private static void allow(String allowed, Surroundings around, String upstream)
      throws IOException {
    String text = around.text("upstreams: [{path: /**, url: \"" + upstream + "\"}]");
    String request = "edgeauth:\n  request: {allow-ambiguous: " + allowed + "}\n";
    Files.writeString(around.file(), text.replace("edgeauth:\n", request));
  }

  private static String get(Gateway gateway, String target) throws IOException {
    return RawConnection.exchange(
        gateway.uri(), "GET " + target + " HTTP/1.1", "Host: a.example", "Connection: close");
  }

  private void arrivesByteForByte(String target, String allowed) throws Exception {
    try (Surroundings around = new Surroundings(directory);
        RawUpstream upstream = RawUpstream.start()) {
      allow(allowed, around, upstream.origin());
      try (Gateway gateway = Gateway.start(around.file())) {
        CompletableFuture<String> head = upstream.answer(RawUpstream.OK);

        String answer = get(gateway, target);

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(head.join()).startsWith("GET " + target + " HTTP/1.1\r\n");
      }
    }
  }
}
