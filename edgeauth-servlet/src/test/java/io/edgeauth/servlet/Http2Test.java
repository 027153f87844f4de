package io.edgeauth.servlet;

import static io.edgeauth.servlet.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import io.edgeauth.servlet.RawHttp2.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** R12, R24: requests that HTTP/2 forbids, or that HTTP/1.1 cannot say. */
final class Http2Test {

  private static List<Field> plus(List<Field> fields, Field... further) {
    return Stream.concat(fields.stream(), Stream.of(further)).toList();
  }

  private static List<Field> without(List<Field> fields, String name) {
    return fields.stream().filter(field -> !field.name().equals(name)).toList();
  }

  private static List<Field> before(Field first, List<Field> fields) {
    List<Field> all = new ArrayList<>(fields);
    all.add(0, first);
    return all;
  }

  private static List<List<Field>> forbidden() {
    List<Field> open = request("GET", "/public/a");
    List<Field> closed = request("GET", "/admin/x");
    return List.of(
        plus(open, new Field(":path", "/admin/x")),
        plus(closed, new Field(":path", "/public/a")),
        before(new Field(":path", "/public/a"), closed),
        before(new Field(":path", "/admin/x"), open),
        before(new Field(":method", "OPTIONS"), closed),
        plus(closed, new Field(":method", "OPTIONS")),
        request("GET", ""),
        request("GET", "*"),
        request("OPTIONS", "*"),
        without(closed, ":path"),
        without(closed, ":method"),
        without(closed, ":scheme"),
        request("GET /public/a HTTP/1.1\r\n", "/admin/x"),
        request("GET", "/public/a HTTP/1.1\r\nX: /admin/x"),
        before(new Field("x-first", "1"), closed),
        plus(closed, new Field(":protocol", "websocket")),
        request("CONNECT", "/admin/x"),
        plus(request("CONNECT", "/admin/x"), new Field(":protocol", "websocket")),
        without(without(request("CONNECT", "/admin/x"), ":path"), ":scheme"),
        plus(closed, new Field("connection", "authorization")),
        plus(closed, new Field("transfer-encoding", "chunked")),
        plus(closed, new Field("content-length", "+5")),
        plus(closed, new Field("te", "gzip")));
  }

  @EveryContainer
  void forbiddenRequests_protectedResource_neverServed(Container container) {
    try (TestIssuer issuer = TestIssuer.start(Edge.KEY);
        Site site =
            new Site(
                container,
                issuer,
                RequestSettings.DEFAULTS,
                Application.Settings.USUAL,
                Site.Mappings.WHOLE,
                "");
        RawHttp2 http2 = new RawHttp2(site.port())) {
      assertThat(http2.get("/public/a").status()).isEqualTo(200);
      assertThat(site.served()).hasSize(1);
      for (List<Field> fields : forbidden()) {
        site.clear();
        http2.exchange(fields, null, List.of());
        assertThat(site.served())
            .as("%s", fields)
            .allSatisfy(
                one -> assertThat(Rules.of(one.path(), one.method()).isProtected()).isFalse());
      }
    }
  }

  /** H01: what is written into a name or value by force is no header of the application. */
  @EveryContainer
  void forgedFields_neverReachTheServlet(Container container) {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet));
        RawHttp2 http2 = new RawHttp2(running.port())) {
      List<Field> plain = request("GET", "/public/a");
      assertThat(http2.exchange(plain, null, List.of()).status()).isEqualTo(200);
      for (Field forged :
          List.of(
              new Field("X-User-Id", "root"),
              new Field("x-user-id", "root"),
              new Field("x_user_id", "root"),
              new Field("x-a", "1\r\nX-User-Id: root"),
              new Field("x-a", "1\nX-User-Id: root"),
              new Field("x-a\r\nX-User-Id", "root"),
              new Field("x-a: 1\r\nX-User-Id", "root"),
              new Field("x-user-id ", "root"),
              new Field(":x-user-id", "root"),
              new Field("x-user-id\u0000", "root"))) {
        Answer answer = http2.exchange(plus(plain, forged), null, List.of());
        // A value with a line break may come through as one value, under its own name.
        String users = answer.body().replaceFirst("\"x-a\":\\[[^]]*\\]", "");
        if (answer.status() == 200) {
          assertThat(users).as("%s", forged).contains("headers").doesNotContain("root");
        }
      }
    }
  }

  /**
   * R12: who is addressed must not be said twice in two ways. Undertow puts {@code :authority} in
   * the place of the Host, so that everyone behind is told one thing.
   */
  @EveryContainer
  void hostAndAuthority_disagree_refusedOrOneIsGone(Container container) {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet));
        RawHttp2 http2 = new RawHttp2(running.port())) {
      assertThat(http2.get("/public/a", "Host: gateway.example").status()).isEqualTo(200);
      Answer other = http2.get("/public/a", "Host: other.example");
      if (container == Container.UNDERTOW) {
        assertThat(other.body()).contains("\"host\":[\"gateway.example\"]");
        assertThat(other.body()).doesNotContain("other.example");
      } else {
        assertThat(other.status()).isIn(400, RawHttp2.RESET);
        assertThat(servlet.hits()).isEqualTo(1);
      }
    }
  }
}
