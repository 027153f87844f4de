package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.Spoilt.Three;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * M07 to M10, M13, M15: each fault alone, on each level where it can be, beside its positive twin;
 * and OpenSSL's verdict of every chain beside ours.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChainFaultsTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** M21, and the oracle of all attacks. */
  private static final Duration LONGEST = Duration.ofMillis(500);

  private TestRuntime runtime;
  private int chains;
  private int compared;
  private boolean openssl;

  @TempDir static Path directory;

  @BeforeAll
  void start() throws Exception {
    runtime = TestRuntime.start();
    openssl = hasOpenssl();
    verdict(Spoilt.chain((level, draft) -> {})); // classes are loaded once
  }

  @AfterAll
  void count() {
    runtime.close();
    System.out.printf(
        "chains judged: %d, compared with openssl: %d%s%n",
        chains, compared, openssl ? "" : " (skipped: there is no openssl)");
  }

  static List<Spoilt> faults() throws Exception {
    return Faults.all();
  }

  private ChainVerdict verdict(Three three) throws Exception {
    Path store = directory.resolve("root-" + chains++ + ".pem");
    TestCertificate.writePem(store, three.root());
    try (ChainValidator validator =
        ChainValidator.open(ChainSettings.of(store), runtime.runtime())) {
      long began = THREADS.getCurrentThreadCpuTime();
      ChainVerdict verdict = validator.validate(three.chain());
      assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began)).isLessThan(LONGEST);
      if (openssl) {
        agree(three, store, verdict);
      }
      return verdict;
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void validate_oneFault_refusedAndItsTwinTrusted(Spoilt spoilt) throws Exception {
    assertThat(verdict(spoilt.good())).isInstanceOf(Trusted.class);
    assertThat(verdict(spoilt.spoilt()))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason()).as(refused.detail()).isEqualTo(spoilt.reason()));
  }

  @Test
  void faults_theirChains_atLeastAHundredAndFifty() throws Exception {
    assertThat(2 * faults().size()).isGreaterThanOrEqualTo(150);
  }

  private static boolean hasOpenssl() {
    try {
      Process process = new ProcessBuilder("openssl", "version").start();
      return process.waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  /** OpenSSL ends a certificate at the second that RFC 5280 still counts. */
  private static Instant at(Three three) {
    return Stream.of(three.root(), three.intermediate(), three.leaf())
            .anyMatch(one -> one.getNotAfter().toInstant().equals(TestRuntime.NOW))
        ? TestRuntime.NOW.minusSeconds(1)
        : TestRuntime.NOW;
  }

  /** We may refuse more than OpenSSL does, and never less. */
  private void agree(Three three, Path store, ChainVerdict verdict) throws Exception {
    if (!(verdict instanceof Trusted)) {
      return;
    }
    compared++;
    Path leaf = TestCertificate.writePem(directory.resolve("leaf.pem"), three.leaf());
    Path between = TestCertificate.writePem(directory.resolve("between.pem"), three.intermediate());
    List<String> command =
        new ArrayList<>(List.of("openssl", "verify", "-purpose", "sslclient", "-attime"));
    command.add(String.valueOf(at(three).getEpochSecond()));
    command.addAll(List.of("-CAfile", store.toString(), "-untrusted", between.toString()));
    command.add(leaf.toString());
    Path output = directory.resolve("openssl.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor())
        .as(new String(Files.readAllBytes(output), StandardCharsets.UTF_8))
        .isZero();
  }
}
