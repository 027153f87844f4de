package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.policy.NamedPolicy;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.reason.Reason;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that a jar on the class path brings. */
final class NamedPolicyTest {

  private static final Reason CLOSED = new Reason("shop-closed", 403);
  private static final AtomicInteger MADE = new AtomicInteger();

  /** Lets nobody in. */
  public static final class Closed implements NamedPolicy {

    public Closed() {
      MADE.incrementAndGet();
    }

    @Override
    public String name() {
      return "opening-hours";
    }

    @Override
    public PolicyResult evaluate(Identity identity, EdgeRequest request) {
      return new PolicyResult.Refused(CLOSED, null);
    }

    @Override
    public Set<Reason> reasons() {
      return Set.of(CLOSED);
    }
  }

  /** Another of the same name. */
  public static final class AlsoClosed implements NamedPolicy {

    @Override
    public String name() {
      return "opening-hours";
    }

    @Override
    public PolicyResult evaluate(Identity identity, EdgeRequest request) {
      return PolicyResult.Allowed.INSTANCE;
    }
  }

  /** One that cannot be made. */
  public static final class Broken implements NamedPolicy {

    public Broken() {
      throw new IllegalStateException("no clock on the wall");
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public PolicyResult evaluate(Identity identity, EdgeRequest request) {
      return PolicyResult.Allowed.INSTANCE;
    }
  }

  @TempDir Path jar;

  private Decision decide(EdgeAuthBuilder builder, Class<?>... onClassPath) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    StringBuilder names = new StringBuilder();
    for (Class<?> one : onClassPath) {
      names.append(one.getName()).append('\n');
    }
    Files.writeString(services.resolve(NamedPolicy.class.getName()), names);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      try (EdgeAuth edge = builder.build()) {
        return edge.decide(TestRequest.get("/shop"));
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static EdgeAuthBuilder naming(String policy) {
    return EdgeAuth.builder().route(Route.path("/shop").allowPublic().policy(policy));
  }

  @Test
  void policy_onClassPath_foundByName() throws IOException {
    assertThat(decide(naming("opening-hours"), Closed.class))
        .isInstanceOfSatisfying(
            Decision.Reject.class, reject -> assertThat(reject.problem().status()).isEqualTo(403));
  }

  @Test
  void policy_alsoGivenInCode_codeWinsAndNoneIsMade() throws IOException {
    int before = MADE.get();
    EdgeAuthBuilder builder =
        naming("opening-hours")
            .policy("opening-hours", (identity, request) -> PolicyResult.Allowed.INSTANCE);
    assertThat(decide(builder, Closed.class)).isInstanceOf(Decision.Forward.class);
    assertThat(MADE).hasValue(before);
  }

  @Test
  void policy_unknown_problemNamesThoseOnClassPath() {
    assertProblem(
        naming("opening-hour"),
        "no policy opening-hour (expected: one of opening-hours)",
        Closed.class);
  }

  @Test
  void policy_twoOfOneName_problem() {
    assertProblem(
        naming("opening-hours"),
        "opening-hours is the name of two policies on the class path",
        Closed.class,
        AlsoClosed.class);
  }

  @Test
  void policy_cannotBeMade_problem() {
    assertProblem(naming("broken"), "policies on the class path: ", Broken.class);
  }

  private void assertProblem(EdgeAuthBuilder builder, String message, Class<?>... onClassPath) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> decide(builder, onClassPath))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .satisfies(
                        (Problem problem) -> {
                          assertThat(problem.keyPath()).isEqualTo("edgeauth.routes[0].policy");
                          assertThat(problem.message()).contains(message);
                        }));
  }
}
