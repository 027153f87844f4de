package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.examples.backend.Backend;
import io.edgeauth.http.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that are not there, do not answer, or answer strangely. */
final class UpstreamFailuresTest {

  private static final UpstreamTimeouts SHORT =
      new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300));

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path directory;
  private Surroundings around;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
  }

  @AfterEach
  void stop() {
    around.close();
  }

  private HttpResponse<String> get(Gateway gateway, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(gateway.uri().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private void configure(RawUpstream upstream) throws IOException {
    around.write("upstreams: [{path: /**, url: \"" + upstream.origin() + "\"}]");
  }

  private static void assertProblem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    Map<String, Object> problem = JSONObjectUtils.parse(answer.body());
    assertThat(problem).containsEntry("status", (long) status).containsKey("detail");
    assertThat(problem).containsEntry("title", Problem.titleOf(status));
    assertThat(answer.headers().firstValue("X-Request-Id"))
        .hasValue(String.valueOf(problem.get("requestId")));
  }

  @Test
  void request_noUpstreamForPath_notFound() throws Exception {
    around.write("upstreams: [{path: /public/a, url: \"" + around.backend().uri() + "\"}]");
    try (Gateway gateway = Gateway.start(around.file())) {
      assertProblem(get(gateway, "/public/b"), 404);
      assertThat(get(gateway, "/public/a").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void request_twoUpstreams_firstMatchServes() throws Exception {
    try (Backend other = Backend.start(0)) {
      around.write(
          "upstreams:\n- {path: /public/*/a, url: \"%s\"}\n- {path: /**, url: \"%s\"}"
              .formatted(other.uri(), around.backend().uri()));
      try (Gateway gateway = Gateway.start(around.file())) {
        assertThat(get(gateway, "/public/x/%61").statusCode()).isEqualTo(200);
        assertThat(other.hits()).isEqualTo(1);

        assertThat(get(gateway, "/public/x/b").statusCode()).isEqualTo(200);
        assertThat(around.backend().hits()).isEqualTo(1);
      }
    }
  }

  @Test
  void request_upstreamGone_badGateway() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      configure(upstream);
    }
    try (Gateway gateway = Gateway.start(around.file())) {
      assertProblem(get(gateway, "/public/a"), 502);
    }
  }

  @Test
  void request_upstreamSilent_gatewayTimeout() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      configure(upstream);
      try (Gateway gateway = Gateway.start(around.file(), SHORT)) {
        assertProblem(get(gateway, "/public/a"), 504);
      }
    }
  }

  @Test
  void request_upstreamSpeaksNoHttp_badGateway() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      configure(upstream);
      try (Gateway gateway = Gateway.start(around.file())) {
        CompletableFuture<String> answered = upstream.answer("220 smtp.example ESMTP\r\n");
        assertProblem(get(gateway, "/public/a"), 502);
        answered.join();
      }
    }
  }

  @Test
  void answer_cutOffByUpstream_isCutOffForClient() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      configure(upstream);
      try (Gateway gateway = Gateway.start(around.file());
          RawConnection client = RawConnection.to(gateway.uri())) {
        CompletableFuture<String> answered =
            upstream.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        client.send("GET /public/a HTTP/1.1\r\nHost: a.example\r\n\r\n");

        assertThat(client.readAll()).doesNotContain("\r\n0\r\n").doesNotContain(" 502 ");
        answered.join();
      }
    }
  }

  @Test
  void answer_headers_passAsTheyCame() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      configure(upstream);
      try (Gateway gateway = Gateway.start(around.file())) {
        CompletableFuture<String> answered =
            upstream.answer(
                String.join(
                    "\r\n",
                    "HTTP/1.1 299 OK",
                    "Content-Length: 0",
                    "Date: Sun, 06 Nov 1994 08:49:37 GMT",
                    "Set-Cookie: a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT",
                    "Set-Cookie: b=2",
                    "Location: http://other.example/x?a=b,c",
                    "X-Hop: 1",
                    "Connection: close, X-Hop",
                    "X-Quoted: \"a,b\" , c",
                    "X-Request-Id: theirs",
                    "",
                    ""));
        HttpResponse<String> answer = get(gateway, "/public/a");

        assertThat(answer.statusCode()).isEqualTo(299);
        assertThat(answer.headers().allValues("Date"))
            .containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(answer.headers().allValues("Set-Cookie"))
            .containsExactly("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "b=2");
        assertThat(answer.headers().firstValue("Location"))
            .hasValue("http://other.example/x?a=b,c");
        assertThat(answer.headers().firstValue("X-Quoted")).hasValue("\"a,b\" , c");
        assertThat(answer.headers().allValues("X-Request-Id")).hasSize(1).doesNotContain("theirs");
        assertThat(answer.headers().firstValue("X-Hop")).isEmpty();
        answered.join();
      }
    }
  }

  @Test
  void configuration_upstreamChanged_isFollowed() throws Exception {
    try (Backend other = Backend.start(0);
        Gateway gateway = Gateway.start(around.file())) {
      around.write("upstreams: [{path: /**, url: \"" + other.uri() + "\"}]\n");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(gateway, "/public/a").statusCode() == 200 && other.hits() > 0);
    }
  }

  @Test
  void uri_listeningOnFreePort_isTold() {
    try (Gateway gateway = Gateway.start(around.file())) {
      URI uri = gateway.uri();

      assertThat(uri.getScheme()).isEqualTo("http");
      assertThat(uri.getHost()).isEqualTo("127.0.0.1");
      assertThat(uri.getPort()).isPositive();
    }
  }
}
