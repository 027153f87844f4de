package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.identity.Credential;
import io.edgeauth.pipeline.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeyPopulationTest {

  private final ApiKeyPopulation subject = new ApiKeyPopulation();

  @AfterEach
  void closeGateway() {
    subject.tearDown();
  }

  /** Few keys are asked for all, of many 8 192; the database holds the others too. */
  @ParameterizedTest
  @CsvSource({"100, 100", "20000, 8192"})
  void decide_wholeCircle_forwardsEveryOwnerOfTheWorkingSet(int population, int owners) {
    setUp(population, true);

    Set<String> clients = new HashSet<>();
    for (int i = 0; i < ApiKeyPopulation.REQUESTS; i++) {
      clients.add(forwarded().identity().client());
    }

    assertThat(clients).hasSize(owners);
    assertThat(subject.database.size()).isEqualTo(population);
  }

  /** What is made of a key that was read again is another object. */
  @ParameterizedTest
  @CsvSource({"true, 1", "false, 3"})
  void decide_oneKeyThreeTimes_readAgainOnlyWhereNothingIsRemembered(boolean cached, int reads) {
    setUp(100, cached);
    subject.requests = Collections.nCopies(ApiKeyPopulation.REQUESTS, subject.requests.get(0));

    List<Credential> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      seen.add(forwarded().identity().credentials().get(0));
    }

    Set<Credential> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(seen);
    assertThat(distinct).hasSize(reads);
  }

  @Test
  void decide_keyThatNobodyIssued_stopsTheRun() {
    setUp(100, true);
    try (KeyedGateway other = KeyedGateway.with(KeyPlace.MEMORY)) {
      MemoryEdgeRequest unknown = MemoryEdgeRequest.withApiKey(other.issue());
      subject.requests = Collections.nCopies(ApiKeyPopulation.REQUESTS, unknown);
    }

    assertThatIllegalStateException().isThrownBy(subject::decide);
  }

  private Decision.Forward forwarded() {
    return (Decision.Forward) subject.decide();
  }

  private void setUp(int population, boolean cached) {
    subject.population = population;
    subject.cached = cached;
    subject.setUp();
  }
}
