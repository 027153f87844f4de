package io.edgeauth.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.backend.Backend;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the demo can tell a right answer from a wrong one. */
final class AttemptTest {

  @Test
  void isMetBy_answerOfBackend_onlyWhereAllIsAsExpected() throws Exception {
    try (Backend backend = Backend.start(0)) {
      Attempt attempt =
          new Attempt(
              "",
              backend.uri().resolve("/a"),
              List.of("X-User-Id: bob"),
              Expected.bodyWith(200, "\"x-user-id\":[\"bob\"]"));
      HttpResponse<String> answer = attempt.send(HttpClient.newHttpClient());

      assertThat(attempt.expected().isMetBy(answer)).isTrue();
      assertThat(Expected.bodyWith(201, "bob").isMetBy(answer)).isFalse();
      assertThat(Expected.bodyWith(200, "alice").isMetBy(answer)).isFalse();
      assertThat(Expected.bodyWithout(200, "alice").isMetBy(answer)).isTrue();
      assertThat(Expected.bodyWithout(200, "bob").isMetBy(answer)).isFalse();
      assertThat(Expected.header(200, "Content-Type: application/json").isMetBy(answer)).isTrue();
      assertThat(Expected.header(200, "Content-Type: text/html").isMetBy(answer)).isFalse();
    }
  }

  @Test
  void curl_attemptWithHeaders_isOneShellLine() {
    Attempt attempt =
        new Attempt(
            "", java.net.URI.create("http://h/a"), List.of("A: b c"), Expected.bodyWith(200, ""));

    assertThat(attempt.curl()).isEqualTo("curl -i 'http://h/a' -H 'A: b c'");
  }
}
