package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.route.Route;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** EdgeAuth decides what came on the wire, and the application gets the same. */
interface TargetContract extends ContractSubject {

  @Test
  @DisplayName("R09: escapes are decoded neither for EdgeAuth nor for the application")
  default void target_escapes_untouched() {
    String path = "/api/%41%7Eb/%E2%82%AC/c.d~e+f";
    String query = "x=%2F%20+&&=;y='&%61=b?c";
    RawAnswer answer = trial().get(path + "?" + query, ALICE);

    answer.requireReached();
    assertThat(answer.json()).containsEntry("path", trial().contextPath() + path);
    assertThat(answer.json()).containsEntry("query", query);
    assertThat(trial().observed().rawPath()).isEqualTo(trial().contextPath() + path);
    assertThat(trial().observed().rawQuery()).isEqualTo(query);
  }

  @Test
  default void target_queryAbsentOrEmpty_toldApart() {
    trial().get("/api/orders", ALICE).requireReached();
    assertThat(trial().observed().rawQuery()).isNull();
    trial().get("/api/orders?", ALICE).requireReached();
    assertThat(trial().observed().rawQuery()).isNullOrEmpty();
  }

  @Test
  default void request_onTheWire_toldToEdgeAuth() {
    trial()
        .get("/api/orders", ALICE, "X-Twice: a", "x-twice: b, c", "X-Forwarded-For: 203.0.113.9")
        .requireReached();
    ObservedRequest observed = trial().observed();

    assertThat(observed.method()).isEqualTo("GET");
    assertThat(observed.scheme()).isEqualTo("http");
    assertThat(observed.authority()).isEqualTo("gateway.example");
    assertThat(observed.contextPath()).isEqualTo(trial().contextPath());
    assertThat(observed.peerAddress()).isEqualTo("127.0.0.1");
    assertThat(observed.peerCertificates()).isZero();
    assertThat(observed.twice()).containsExactly("a", "b, c");
    assertThat(observed.twiceInOtherCase()).containsExactly("a", "b, c");
    assertThat(observed.absent()).isEmpty();
    assertThat(observed.names())
        .anyMatch(name -> name.equalsIgnoreCase("X-Twice"))
        .anyMatch(name -> name.equalsIgnoreCase("Authorization"))
        .noneMatch(name -> name.equalsIgnoreCase("X-User-Id"));
  }

  @Test
  @DisplayName("R03 to R08: what two servers read differently is refused")
  default void path_ambiguous_badRequest() {
    for (String path :
        List.of(
            "/api/../admin/x",
            "/public/%2e%2e/admin/x",
            "/public/..;/admin/x",
            "/api//orders",
            "/api/a;b=c",
            "/api/a%2Fb",
            "/api/a%00",
            "/api/a%5cb",
            "/api/a%252fb",
            "/api/%zz",
            "/api/%c0%ae",
            "/api/a%0d%0ab",
            "/api/.",
            "/api/orders#x")) {
      trial().requireRefused(400, trial().head("GET", path, ALICE) + "\r\n");
    }
  }

  @Test
  @DisplayName(
      "R03 to R06: where an operator allows what is ambiguous, both sides still see the same")
  default void path_ambiguityAllowed_sameOnBothSides() throws Exception {
    RequestSettings lenient =
        new RequestSettings(16_384, EnumSet.allOf(Ambiguity.class), false, null);
    try (ContractTrial open =
        another(
            builder -> builder.request(lenient).route(Route.path("/**").authenticate("user")))) {
      open.get("/api/a%41", ALICE).requireReached();
      for (String path :
          List.of(
              "//evil.example/b",
              "//api/orders",
              "///api/orders",
              "/api//a",
              "/api/a;b=c",
              "/api/a%2Fb",
              "/api/a%25b",
              "/api/a%5Cb",
              "/api;x/a")) {
        String request =
            "GET "
                + (path.startsWith("//") ? path : open.contextPath() + path)
                + " HTTP/1.1\r\nHost: gateway.example\r\n"
                + ALICE
                + "\r\n\r\n";
        RawAnswer answer = open.askOrEnd(request);
        if (answer != null && answer.status() < 400) {
          answer.requireReached();
          String sent = request.substring(4, request.indexOf(" HTTP"));
          assertThat(open.observedPaths()).contains(sent);
          assertThat(answer.json()).containsEntry("path", sent);
        }
      }
    }
  }

  @Test
  @DisplayName("R03, R11: forms of the target that are no path")
  default void target_noPath_badRequest() {
    String host = " HTTP/1.1\r\nHost: gateway.example\r\n" + ALICE + "\r\n\r\n";
    for (String target :
        List.of(
            "//gateway.example/api/orders",
            "//evil.example/api/orders",
            "*",
            "api/orders",
            "gateway.example:80",
            "http://evil.example/api/orders",
            "?x")) {
      trial().requireRefused(400, "GET " + target + host);
    }
    int before = trial().hits();
    RawAnswer ofServer = trial().askOrEnd("OPTIONS *" + host); // some servers tell what they can do
    assertThat(trial().hits()).isEqualTo(before);
    assertThat(ofServer == null || ofServer.values("X-User-Id").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("R11: an absolute target that says what Host says is the same request")
  default void target_absoluteForOwnHost_decidedByItsPath() {
    String path = trial().contextPath();
    String end = " HTTP/1.1\r\nHost: gateway.example\r\n";
    String target = "GET http://gateway.example" + path;
    assertThat(trial().ask(target + "/api/orders" + end + ALICE + "\r\n\r\n").seen("X-User-Id"))
        .containsExactly("alice", "alice");
    assertThat(trial().ask(target + "/api/orders" + end + "\r\n").status()).isEqualTo(401);
    assertThat(trial().ask(target + "/elsewhere" + end + "\r\n").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("R12: no Host, two, or none that is one")
  default void host_missingDoubledMalformed_badRequest() {
    String begin = "GET " + trial().contextPath() + "/api/orders HTTP/1.1\r\n" + ALICE + "\r\n";
    for (String lines :
        List.of(
            "",
            "Host: gateway.example\r\nHost: gateway.example\r\n",
            "Host: gateway.example\r\nhost: evil.example\r\n",
            "Host:\r\n",
            "Host: a b\r\n",
            "Host: user@gateway.example\r\n",
            "Host: gateway.example:x\r\n")) {
      trial().requireRefused(400, begin + lines + "\r\n");
    }
    trial().ask(begin + "Host: gateway.example:8080\r\n\r\n").requireReached();
  }

  @Test
  @DisplayName("R01, G5: what no route matches is refused")
  default void path_unmatched_forbidden() {
    for (String path : List.of("/elsewhere", "/API/orders", "/apix", "/")) {
      trial().requireRefused(403, trial().head("GET", path, ALICE) + "\r\n");
    }
  }

  @Test
  @DisplayName("R20: the context path counts byte for byte, and is no part of a route")
  default void contextPath_otherSpelling_refused() {
    String context = trial().contextPath();
    Assumptions.assumeFalse(context.isEmpty(), "the adapter has no context path");
    String end = "/api/orders HTTP/1.1\r\nHost: gateway.example\r\n" + ALICE + "\r\n\r\n";
    String escaped =
        "/%" + Integer.toHexString(context.charAt(1)) + context.substring(2); // /%61pp for /app
    int before = trial().hits();
    for (String other : List.of("", escaped, context + "/../" + context.substring(1))) {
      RawAnswer answer = trial().askOrEnd("GET " + other + end);
      assertThat(answer == null || answer.status() >= 400).as(other).isTrue();
    }
    assertThat(trial().hits()).isEqualTo(before);
  }

  @Test
  @DisplayName("R16: a method that the route does not have")
  default void method_notOfTheRoute_405WithAllow() {
    int before = trial().hits();
    RawAnswer answer =
        trial().ask(trial().head("DELETE", "/read/page", ALICE) + "\r\n").requireProblem(405);
    assertThat(answer.value("Allow")).contains("GET");
    for (String method : List.of("TRACE", "get", "FOO", "TRACK")) {
      RawAnswer other = trial().askOrEnd(trial().head(method, "/read/page", ALICE) + "\r\n");
      assertThat(other == null || other.status() >= 400).as(method).isTrue();
    }
    assertThat(trial().hits()).isEqualTo(before);
    trial().get("/read/page", ALICE).requireReached();
  }
}
