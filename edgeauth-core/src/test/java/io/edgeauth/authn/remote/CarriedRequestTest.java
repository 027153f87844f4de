package io.edgeauth.authn.remote;

import static io.edgeauth.authn.remote.CachingTrial.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.Carrier;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an authenticator behind the cache sees of a request, and what its answers are remembered by.
 */
@Timeout(60)
final class CarriedRequestTest {

  private final CachingTrial trial = new CachingTrial();

  @AfterEach
  void end() {
    trial.close();
  }

  /** No two requests that differ in what they carry have the same answer. */
  @Test
  void decide_otherValues_askedEach() {
    List<TestRequest> requests =
        List.of(
            TestRequest.get("/x").bearer("a"),
            TestRequest.get("/x").header("Authorization", "Basic a"),
            TestRequest.get("/x").header("X-Key", "Bearer a"),
            TestRequest.get("/x").header("X-Key", "a"),
            TestRequest.get("/x").header("X-Key", "a").header("X-Key", "b"),
            TestRequest.get("/x").header("X-Key", "ab"),
            TestRequest.get("/x").header("X-Key", "A"),
            TestRequest.get("/x").header("X-Key", "1:a1:b"),
            TestRequest.get("/x").query("key=a"),
            TestRequest.get("/x").query("key=%C4%80"),
            TestRequest.get("/x").query("key=%C4%81"),
            TestRequest.get("/x").query("key="),
            TestRequest.get("/x").header("Cookie", "session=a"),
            TestRequest.get("/x").header("Cookie", "session=a").query("key=a"));
    for (TestRequest request : requests) {
      trial.status(request);
    }
    assertThat(trial.asked).hasValue(requests.size());
    for (TestRequest request : requests) {
      trial.status(request);
    }
    assertThat(trial.asked).hasValue(requests.size());
  }

  /** What the answer does not depend on does not count; nor does the case of a scheme. */
  @Test
  void decide_sameValues_askedOnce() {
    trial.status(TestRequest.get("/x").bearer("a"));
    trial.status(TestRequest.of("POST", "/y").header("authorization", "BEARER a").query("other=b"));
    trial.status(TestRequest.get("/z").bearer("a").header("X-Other", "b").header("Cookie", "c=d"));

    assertThat(trial.asked).hasValue(1);
  }

  @Test
  void decide_authenticatorThatLooks_seesItsCarriers() {
    trial.answer =
        request -> {
          assertThat(request.headers("X-Key")).containsExactly("k");
          assertThat(request.headers("x_key")).containsExactly("k");
          assertThat(Carrier.query("key").values(request)).containsExactly("a &=é");
          assertThat(Carrier.cookie("session").values(request)).containsExactly("s=1");
          assertThat(request.headers("Authorization")).isEmpty();
          assertThat(request.headerNames()).containsExactlyInAnyOrder("x-key", "cookie");
          return good(null);
        };
    assertThat(
            trial.status(
                TestRequest.get("/x")
                    .header("X-Key", "k")
                    .header("Cookie", "a=b; session=s=1; c=d")
                    .query("key=a+%26%3D%C3%A9&x=y")))
        .isEqualTo(200);
  }

  /** An answer that would be wrong for the next request is never made. */
  @Test
  void decide_authenticatorThatLooksElsewhere_refused() {
    List<Function<EdgeRequest, Object>> looks =
        List.of(
            EdgeRequest::method,
            EdgeRequest::rawPath,
            EdgeRequest::peerAddress,
            EdgeRequest::peerCertificates,
            EdgeRequest::authority,
            EdgeRequest::scheme,
            EdgeRequest::contextPath,
            request -> request.headers("X-Forwarded-For"));
    for (int i = 0; i < looks.size(); i++) {
      Function<EdgeRequest, Object> look = looks.get(i);
      trial.answer =
          request -> {
            return look.apply(request) == trial.answer ? good(null) : good(Instant.MAX);
          };
      assertThat(trial.status("t" + i)).as("%s", i).isEqualTo(500);
    }
  }
}
