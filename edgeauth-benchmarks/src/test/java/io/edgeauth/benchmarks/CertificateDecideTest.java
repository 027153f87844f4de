package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CertificateDecideTest {

  private final CertificateDecide subject = new CertificateDecide();

  @AfterEach
  void closeGateway() throws IOException {
    subject.tearDown();
  }

  @ParameterizedTest
  @EnumSource
  void decide_sameChain_forwardsItsOwnerEveryTime(CertificatePlace place) throws IOException {
    subject.certificates = place;
    subject.setUp();

    Decision.Forward first = (Decision.Forward) subject.decide();
    Decision.Forward second = (Decision.Forward) subject.decide();

    assertThat(first.headers().fields())
        .contains(new HeaderField("X-Client-Id", "spiffe://acme.example/ns/shop/sa/orders"));
    // It is judged once: what was made of it then is there again.
    assertThat(second.identity().credentials().get(0))
        .isSameAs(first.identity().credentials().get(0));
  }

  @ParameterizedTest
  @EnumSource
  void decide_chainOfAnotherRoot_stopsTheRun(CertificatePlace place) throws IOException {
    subject.certificates = place;
    subject.setUp();
    try (Certificates other = Certificates.make()) {
      subject.requests = subject.requests(other);
    }

    assertThatIllegalStateException().isThrownBy(subject::decide);
  }
}
