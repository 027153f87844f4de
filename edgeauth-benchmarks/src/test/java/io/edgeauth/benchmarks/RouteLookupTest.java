package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.route.Route;
import io.edgeauth.route.RouteTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteLookupTest {

  private final RouteLookup subject = new RouteLookup();

  @ParameterizedTest
  @ValueSource(ints = {10, 10_000})
  void lookup_wholeCircle_findsEachPathsRoute(int routes) {
    subject.routes = routes;
    subject.setUp();
    assertThat(subject.expected).hasSizeGreaterThan(8_000);
    for (int i = 0; i < subject.expected.length; i++) {
      subject.find();
      subject.decide();
    }
    subject.tearDown();
  }

  @Test
  void lookup_otherRoute_stopsTheRun() {
    subject.routes = 10;
    subject.setUp();
    subject.table = RouteTable.of(List.of(Route.path("/other").allowPublic().build()));
    assertThatIllegalStateException().isThrownBy(subject::find);
    subject.requests =
        subject.requests.stream().map(one -> new MemoryEdgeRequest("/x", "")).toList();
    assertThatIllegalStateException().isThrownBy(subject::decide);
    subject.tearDown();
  }
}
