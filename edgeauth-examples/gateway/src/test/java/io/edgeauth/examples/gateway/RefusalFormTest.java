package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever refuses a request, EdgeAuth, the server or the gateway, the refusal has one form. */
final class RefusalFormTest {

  @TempDir private Path directory;

  /** One request for each status that can be provoked from outside. */
  private static Map<Integer, String> refused(Proxied proxied) throws IOException {
    String tail = "\r\nHost: a.example\r\nConnection: close\r\n";
    Map<Integer, String> answers = new LinkedHashMap<>();
    answers.put(400, proxied.raw("GET /public/a HTTP/1.1" + tail + "no colon\r\n\r\n"));
    answers.put(401, proxied.raw("GET /a HTTP/1.1" + tail + "\r\n"));
    answers.put(404, proxied.raw("GET /public/nowhere/a HTTP/1.1" + tail + "\r\n"));
    answers.put(414, proxied.raw("GET /" + "x".repeat(33 * 1024) + " HTTP/1.1" + tail + "\r\n"));
    answers.put(
        431, proxied.raw("GET / HTTP/1.1" + tail + "X: " + "x".repeat(33 * 1024) + "\r\n\r\n"));
    answers.put(502, proxied.raw("GET /public/broken HTTP/1.1" + tail + "\r\n"));
    answers.put(505, proxied.raw("GET /public/a HTTP/9.9" + tail + "\r\n"));
    return answers;
  }

  @ParameterizedTest
  @CsvSource({
    "problem+json, application/problem+json, X-Request-Id",
    "json, application/json, X-Trace-Id",
    "text, text/plain;charset=utf-8, X-Request-Id"
  })
  void refusal_byWhomever_inTheFormatAskedFor(String format, String type, String header)
      throws Exception {
    try (Proxied proxied =
        Proxied.start(
            directory,
            text ->
                Proxied.with(
                        "errors: {format: " + format + "}",
                        "forward: {request-id: {header: " + header + "}}")
                    .apply(text)
                    .replace(
                        "upstreams: [{path: /**",
                        "upstreams: [{path: /public/broken, url: \"http://127.0.0.1:1\"},"
                            + " {path: /public/a"))) {
      refused(proxied)
          .forEach(
              (status, answer) ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 " + status + " ")
                      .containsIgnoringCase("\r\nContent-Type: " + type + "\r\n")
                      .contains("\r\nCache-Control: no-store\r\n")
                      .containsOnlyOnce("\r\n" + header + ": ")
                      .contains(id(answer, header))
                      .doesNotContain("Refused\"")
                      .satisfies(
                          text ->
                              assertThat(body(text))
                                  .contains(id(text, header))
                                  .satisfies(
                                      body ->
                                          assertThat(body.startsWith("{"))
                                              .isEqualTo(!format.equals("text")))));
      assertThat(proxied.upstream().connections()).isZero();
      // The twin: what is not refused has the same header, and nothing of a refusal.
      assertThat(proxied.get("/public/a"))
          .startsWith("HTTP/1.1 200 ")
          .containsOnlyOnce("\r\n" + header + ": ")
          .endsWith("\r\n\r\nok");
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** 32 random digits: two refusals never have the same. */
  private static String id(String answer, String header) {
    String id = answer.replaceAll("(?s).*\\r\\n" + header + ": ([^\\r]*)\\r\\n.*", "$1");
    assertThat(id).matches("[0-9a-f]{32}");
    return id;
  }
}
