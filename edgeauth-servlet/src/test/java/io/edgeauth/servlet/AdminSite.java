package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
import jakarta.servlet.http.HttpServlet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An application with the administration of keys behind the filter, on protected, public, optional
 * and shadow routes, and a resource that keys open. Every answer of the administration is held
 * against its document.
 */
final class AdminSite implements AutoCloseable {

  static final String JSON = "Content-Type: application/json";

  /** A store that is never there. */
  record Unreachable() implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return new UnreachableStore();
    }
  }

  private static final class UnreachableStore implements ApiKeyStore {

    private static ApiKeyStoreException gone() {
      return new ApiKeyStoreException("nobody\nanswers");
    }

    @Override
    public boolean isInMemory() {
      return false;
    }

    @Override
    public @Nullable StoredKey find(List<KeyHash> hashes) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public @Nullable StoredKey get(String id) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public List<StoredKey> list(@Nullable String after, int limit) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public void insert(StoredKey key) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change)
        throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public Map<String, ApiKeyUsage> usage(Collection<String> ids) throws ApiKeyStoreException {
      throw gone();
    }

    @Override
    public void listen(ChangeListener listener) {}

    @Override
    public void close() {}
  }

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private final TestIssuer issuer = TestIssuer.start(KEY);
  private final RecordedEvents events = new RecordedEvents();
  private final Set<String> observed = new ConcurrentSkipListSet<>();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator("user", Jwt.issuer(issuer.issuer()).audience(TestToken.AUDIENCE))
          .authenticator("partner", ApiKeys.prefix("ck_live_"))
          .authenticator("broken", ApiKeys.prefix("br_").store(new Unreachable()))
          .route(Route.path("/api-keys/**").authenticate("user").requireRole("admin"))
          .route(Route.path("/public/**").allowPublic())
          .route(Route.path("/optional/**").authenticate("user").optional())
          .route(Route.path("/shadow/**").authenticate("user").shadow())
          .route(Route.path("/orders/**").authenticate("partner"))
          .listener(events)
          .build();
  private final Container.Running running;

  private AdminSite(Container container, UnaryOperator<Application> change) {
    Map<String, HttpServlet> servlets = new LinkedHashMap<>();
    for (String mount : List.of("/api-keys/*", "/public/keys/*", "/optional/*", "/shadow/*")) {
      servlets.put(mount, ApiKeyAdminServlet.of(edge));
    }
    servlets.put("/orders/*", new SeenServlet());
    running = container.start(change.apply(new Application(edge, servlets)));
  }

  static AdminSite start(Container container) {
    return new AdminSite(container, application -> application);
  }

  static AdminSite start() {
    return start(Container.present().get(0));
  }

  static AdminSite start(UnaryOperator<Application> change) {
    return start(Container.present().get(0), change);
  }

  static AdminSite start(Container container, UnaryOperator<Application> change) {
    return new AdminSite(container, change);
  }

  EdgeAuth edge() {
    return edge;
  }

  RecordedEvents events() {
    return events;
  }

  /** What was answered until now, as {@link Described#statuses} writes it. */
  Set<String> observed() {
    return observed;
  }

  RawHttp http() {
    return running.http();
  }

  RawHttp2 http2() {
    return new RawHttp2(running.port());
  }

  TestToken token() {
    return TestToken.valid(issuer.issuer(), KEY);
  }

  String admin() {
    return "Authorization: Bearer " + token().claim("roles", List.of("admin")).compact();
  }

  /** Asks as an administrator, below the mapping. */
  RawHttp.Answer get(String below) {
    return send("GET", below, "");
  }

  RawHttp.Answer post(String below, String body) {
    return send("POST", below, body, JSON);
  }

  /** Sends as an administrator, below the mapping, and holds the answer against the document. */
  RawHttp.Answer send(String method, String below, String body, String... lines) {
    List<String> all = new ArrayList<>(List.of(admin()));
    all.addAll(Arrays.asList(lines));
    return sendAs(method, below, body, all);
  }

  /** Sends with these lines alone. */
  RawHttp.Answer sendAs(String method, String below, String body, List<String> lines) {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(lines);
    if (octets.length > 0 || method.equals("POST")) {
      all.add("Content-Length: " + octets.length);
    }
    RawHttp.Answer answer =
        http()
            .exchange(
                method
                    + " /api-keys"
                    + below
                    + " HTTP/1.1\r\nHost: gateway.example\r\n"
                    + String.join("\r\n", all)
                    + "\r\nConnection: close\r\n\r\n"
                    + new String(octets, StandardCharsets.ISO_8859_1));
    check(method, below.replaceFirst("\\?.*", ""), answer);
    return answer;
  }

  private void check(String method, String below, RawHttp.Answer answer) {
    assertThat(answer.value("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.value("X-Content-Type-Options")).isEqualTo("nosniff");
    if (answer.status() == 401) {
      return; // the filter's own
    }
    Described.check(method, below, answer);
    if (Described.document().get("paths").has(Described.template(below))) {
      observed.add(
          Described.triple(method, Described.template(below), Integer.toString(answer.status())));
    }
  }

  static Map<String, @Nullable Object> json(RawHttp.Answer answer) {
    try {
      return JsonReader.readObject(answer.body().getBytes(StandardCharsets.ISO_8859_1));
    } catch (JsonException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  /** A text member of an answer. */
  static String text(RawHttp.Answer answer, String name) {
    return String.valueOf(json(answer).get(name));
  }

  /** Issues a key to an owner, and tells its id. */
  String issue(String owner) {
    RawHttp.Answer answer = post("/partner", "{\"owner\":\"" + owner + "\"}");
    assertThat(answer.status()).isEqualTo(201);
    return text(answer, "id");
  }

  /** The ids of the keys of a page. */
  static List<String> ids(RawHttp.Answer page) {
    return ((List<?>) json(page).getOrDefault("keys", List.of()))
        .stream().map(key -> String.valueOf(((Map<?, ?>) key).get("id"))).toList();
  }

  /** What is wrong with a request, each as {@code field: detail}. */
  static List<String> errors(RawHttp.Answer answer) {
    List<String> errors = new ArrayList<>();
    for (Object error : (List<?>) json(answer).getOrDefault("errors", List.of())) {
      Map<?, ?> members = (Map<?, ?>) error;
      errors.add(members.get("field") + ": " + members.get("detail"));
    }
    return errors;
  }

  int orders(String secret) {
    return http().get("/orders/7", "X-API-Key: " + secret).status();
  }

  @Override
  public void close() {
    running.close();
    edge.close();
    issuer.close();
  }
}
