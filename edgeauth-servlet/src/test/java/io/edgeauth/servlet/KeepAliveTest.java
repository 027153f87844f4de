package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * R22, R25, R26: on one connection, and on the threads that serve it, nobody is who asked before.
 */
final class KeepAliveTest {

  private static final int BATCH = 50;

  /** A kind of request, and who its servlet must see. */
  private record Caller(String line, int status, String seen) {}

  /** Answers with the caller by every way to ask for one, and keeps which thread saw whom. */
  private static final class Who extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final Map<String, Set<String>> callersOfThread = new ConcurrentHashMap<>();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String user = Objects.requireNonNullElse(request.getRemoteUser(), "nobody");
      String identity =
          Objects.requireNonNullElse(EdgeAuthFilter.identity(request).subject(), "nobody");
      String header = Objects.requireNonNullElse(request.getHeader("X-User-Id"), "nobody");
      callersOfThread
          .computeIfAbsent(Thread.currentThread().getName(), key -> ConcurrentHashMap.newKeySet())
          .add(user);
      response.getWriter().write(user + " " + identity + " " + header);
    }
  }

  private static String bearer(TestToken token) {
    return "Authorization: Bearer " + token.compact();
  }

  private static List<Caller> callers(TestIssuer issuer) {
    TestToken forged =
        TestToken.valid(issuer.issuer(), Edge.KEY).signedBy(TestKey.of("RS256", "k1"));
    List<Caller> callers = new ArrayList<>();
    callers.add(new Caller("X-User-Id: root", 200, "nobody nobody nobody"));
    callers.add(new Caller("X-Kept: 1", 200, "nobody nobody nobody"));
    callers.add(new Caller(bearer(forged), 401, null));
    for (String name : List.of("alice", "bob", "carol")) {
      TestToken token = TestToken.valid(issuer.issuer(), Edge.KEY).claim("sub", name);
      callers.add(new Caller(bearer(token), 200, name + " " + name + " " + name));
    }
    return callers;
  }

  @EveryContainer
  void mixedCallers_oneConnection_eachIsWhoItIs(Container container) throws IOException {
    // One container takes the long way; what differs between them shows early.
    int requests = container == Container.JETTY_EE10 ? 100_000 : 10_000;
    Who who = new Who();
    try (TestIssuer issuer = TestIssuer.start(Edge.KEY);
        EdgeAuth edge = Rules.edge(issuer.issuer(), RequestSettings.DEFAULTS, event -> {});
        Running running = container.start(edge, Map.of("/*", who));
        RawConnection connection = new RawConnection(running.port())) {
      List<Caller> callers = callers(issuer);
      Random random = new Random(26);
      for (int sent = 0; sent < requests; sent += BATCH) {
        List<Caller> batch = new ArrayList<>();
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
          Caller caller = callers.get(random.nextInt(callers.size()));
          batch.add(caller);
          bytes.append(RawConnection.request("GET", "/optional/a", List.of(caller.line())));
        }
        connection.write(bytes.toString());
        for (Caller caller : batch) {
          Answer answer = connection.read(false);
          if (answer.status() != caller.status()
              || (caller.seen() != null && !answer.body().equals(caller.seen()))) {
            throw new AssertionError(caller + " got " + answer);
          }
        }
      }

      assertThat(connection.connections()).isEqualTo(1);
      assertThat(who.callersOfThread.values())
          .as("threads that served an anonymous request beside those of users")
          .anySatisfy(seen -> assertThat(seen).contains("nobody", "alice", "bob", "carol"));
    }
  }

  /** R25: a request that hides in another has no part in the other's identity. */
  @EveryContainer
  void smuggledRequests_haveNoIdentityOfTheOuter(Container container) {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet))) {
      String hidden =
          "GET /optional/b HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n";
      for (String framing :
          List.of(
              "Content-Length: 6\r\nTransfer-Encoding: chunked",
              "Transfer-Encoding: chunked\r\nContent-Length: 6",
              "Transfer-Encoding: xchunked",
              "Transfer-Encoding: chunked, identity",
              "Transfer-Encoding : chunked",
              "Transfer-Encoding:\u000bchunked",
              "X: y\r\n Transfer-Encoding: chunked",
              "Content-Length: 0\r\nContent-Length: " + hidden.length(),
              "Content-Length: +0",
              "Content-Length: 0x0",
              "Content-Length: 0",
              "X: y\nTransfer-Encoding: chunked")) {
        String outer =
            "POST /optional/a HTTP/1.1\r\nHost: gateway.example\r\n"
                + edge.bearer()
                + "\r\n"
                + framing
                + "\r\n\r\n";
        String answers = running.http().everything(outer + "0\r\n\r\n" + hidden);
        String plain = running.http().everything(outer + hidden);

        assertThat(count(answers, "\"user\":\"alice\"")).as(framing).isLessThanOrEqualTo(1);
        assertThat(count(plain, "\"user\":\"alice\"")).as(framing).isLessThanOrEqualTo(1);
      }
      String control =
          running
              .http()
              .everything(
                  "GET /optional/a HTTP/1.1\r\nHost: gateway.example\r\n"
                      + edge.bearer()
                      + "\r\n\r\n"
                      + hidden);
      assertThat(count(control, "\"user\":\"alice\"")).isEqualTo(1);
      assertThat(count(control, "\"user\":null")).isEqualTo(1);
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
