package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.network.Cidr;
import io.edgeauth.network.CidrSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CidrLookupTest {

  @ParameterizedTest
  @CsvSource({
    "IPV4_SPREAD, 10",
    "IPV4_SPREAD, 10000",
    "IPV4_CROWDED, 10",
    "IPV4_CROWDED, 10000",
    "IPV6, 10",
    "IPV6, 10000"
  })
  void lookup_wholeCircle_findsWhatIsInsideAlone(NetworkShape shape, int networks) {
    CidrLookup subject = subject(shape, networks);

    for (int i = 0; i < subject.inside.length; i++) {
      assertThat(subject.hit()).isTrue();
      assertThat(subject.miss()).isFalse();
      assertThat(subject.readAndHit()).isTrue();
      assertThat(subject.readAndMiss()).isFalse();
    }
    assertThat(subject.inside).hasSameSizeAs(subject.outside).hasSizeGreaterThan(8_000);
    assertThat(subject.outside).doesNotContain(subject.inside[0]);
  }

  @ParameterizedTest
  @EnumSource
  void lookup_otherAnswerThanExpected_stopsTheRun(NetworkShape shape) {
    CidrLookup subject = subject(shape, 10);
    subject.outside = subject.inside;
    assertThatThrownBy(subject::miss).isInstanceOf(IllegalStateException.class);

    subject.set = CidrSet.EMPTY;
    assertThatThrownBy(subject::hit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(subject::readAndHit).isInstanceOf(IllegalStateException.class);

    subject.set = CidrSet.of(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")));
    assertThatThrownBy(subject::readAndMiss).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void network_seeds_differentNetworksWithinTheirShape(NetworkShape shape) {
    Random random = new Random(1);
    assertThat(random.ints(100).mapToObj(seed -> shape.network(new Random(seed))).distinct())
        .hasSizeGreaterThan(90)
        .allMatch(network -> network.network().isIpv4() == (shape != NetworkShape.IPV6));
  }

  private static CidrLookup subject(NetworkShape shape, int networks) {
    CidrLookup subject = new CidrLookup();
    subject.shape = shape;
    subject.networks = networks;
    subject.setUp();
    return subject;
  }
}
