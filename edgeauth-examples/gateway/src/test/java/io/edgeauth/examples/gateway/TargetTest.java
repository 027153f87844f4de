package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    try (Surroundings around = new Surroundings(directory);
        RawUpstream upstream = RawUpstream.start()) {
      around.write("upstreams: [{path: /**, url: \"" + upstream.origin() + "\"}]");
      try (Gateway gateway = Gateway.start(around.file())) {
        CompletableFuture<String> head = upstream.answer(RawUpstream.OK);

        String answer =
            RawConnection.exchange(
                gateway.uri(),
                "GET " + target + " HTTP/1.1",
                "Host: a.example",
                "Connection: close");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(head.join()).startsWith("GET " + target + " HTTP/1.1\r\n");
      }
    }
  }
}
