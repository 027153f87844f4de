package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.route.Route;
import java.util.Set;
import java.util.function.Consumer;

/** A running adapter with everything that the contract's tests ask it. */
final class ContractTrial implements AutoCloseable {

  private static final String HOST = "gateway.example";

  private final ContractAuthenticator user;
  private final EdgeAuth edge;
  private final EchoApplication application;
  private final AdapterContract.Running running;
  private final String contextPath;

  private ContractTrial(
      ContractAuthenticator user,
      EdgeAuth edge,
      EchoApplication application,
      AdapterContract.Running running,
      String contextPath) {
    this.user = user;
    this.edge = edge;
    this.application = application;
    this.running = running;
    this.contextPath = contextPath;
  }

  static ContractTrial start(AdapterContract adapter, Consumer<EdgeAuthBuilder> more)
      throws Exception {
    ContractAuthenticator user = ContractAuthenticator.spoken();
    EdgeAuthBuilder builder = EdgeAuth.builder().authenticator("user", user);
    builder
        .authenticator("key", ContractAuthenticator.second())
        .invalidation("/invalidate", "user")
        .route(Route.path("/public/**").allowPublic())
        .route(Route.path("/optional/**").authenticate("user").optional())
        .route(Route.path("/admin/**").authenticate("user").requireRole("admin"))
        .route(Route.path("/read/**").methods("GET").authenticate("user"))
        .route(Route.path("/either/**").authenticate("user | key"))
        .route(Route.path("/kept/**").authenticate("user").keepCredentials(true))
        .route(Route.path("/api/**").authenticate("user"));
    more.accept(builder);
    EdgeAuth edge = builder.build();
    EchoApplication application = new EchoApplication();
    return new ContractTrial(
        user, edge, application, adapter.start(edge, application), adapter.contextPath());
  }

  EdgeAuth edge() {
    return edge;
  }

  ObservedRequest observed() {
    return user.observed();
  }

  Set<String> observedPaths() {
    return user.observedPaths();
  }

  /** The tokens that were invalidated. */
  Set<String> forgotten() {
    return user.forgotten();
  }

  int hits() {
    return application.hits();
  }

  String contextPath() {
    return contextPath;
  }

  RawConnection connect() {
    return RawConnection.open(running.port());
  }

  /** A request up to and without the empty line; the target is below the context path. */
  String head(String method, String target, String... lines) {
    StringBuilder head =
        new StringBuilder(
            method + " " + contextPath + target + " HTTP/1.1\r\nHost: " + HOST + "\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    return head.toString();
  }

  RawAnswer get(String target, String... lines) {
    return ask(head("GET", target, lines) + "\r\n");
  }

  /** Sends this on a connection of its own and reads the answer. */
  RawAnswer ask(String request) {
    try (RawConnection connection = connect()) {
      return connection.send(request).answer();
    }
  }

  /** The same where the server may also end the connection; then null. */
  RawAnswer askOrEnd(String request) {
    try (RawConnection connection = connect()) {
      return connection.send(request).answerOrEnd();
    }
  }

  /**
   * Sends what must not reach the application: EdgeAuth refuses it with this status, or a server
   * that never asks it with another, or with none.
   */
  void requireRefused(int status, String request) {
    int before = hits();
    RawAnswer answer = askOrEnd(request);
    assertThat(hits()).as("the application was reached by %s", request).isEqualTo(before);
    if (answer == null) {
      return;
    }
    assertThat(answer.values("X-Application")).isEmpty();
    if (answer.values("X-Request-Id").isEmpty()) {
      assertThat(answer.status()).as("%s", request).isBetween(400, 599);
    } else {
      assertThat(answer.status()).as("%s", request).isEqualTo(status);
    }
  }

  @Override
  public void close() {
    try {
      running.stop().run();
    } finally {
      edge.close();
    }
  }
}
