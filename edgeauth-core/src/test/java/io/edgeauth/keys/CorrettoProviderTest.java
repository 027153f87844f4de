package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Amazon's provider itself. The build runs all tests twice, and says each time who must be
 * verifying: neither half can vanish unseen.
 */
final class CorrettoProviderTest {

  private static final String EXPECTED = "edgeauth.expected-signature-provider";
  private static final byte[] CONTENT = "what is signed".getBytes(US_ASCII);

  @TempDir private Path directory;

  @Test
  void signatureProvider_inEachRunOfTheBuild_whoIsExpected() {
    String expected = System.getProperty(EXPECTED);
    assumeTrue(expected != null, "outside the build anybody may verify");

    assertThat(KeySets.signatureProvider()).startsWith(expected);
    assertThat(SignatureProvider.chosen() == SignatureProvider.JDK)
        .isEqualTo(expected.equals("the JDK"));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HS256", "HS384", "HS512"})
  void ready_everyAlgorithm_verifiedByItWithItsOwnKey(JwsAlgorithm algorithm) {
    SignatureProvider provider = Verifier.corretto();

    ReadyKey ready = Signer.of(algorithm).ready(provider);

    assertThat(ready.provider().getName()).isEqualTo("AmazonCorrettoCryptoProvider");
    if (algorithm != JwsAlgorithm.EDDSA) { // of which it makes no keys by default
      assertThat(ready.key().getClass().getPackageName())
          .isEqualTo("com.amazon.corretto.crypto.provider");
    }
  }

  @Test
  void ready_exponentBeyondItsLimit_jdk() {
    SignatureProvider provider = Verifier.corretto();

    assertThat(verifierOf(provider, 32)).isEqualTo("AmazonCorrettoCryptoProvider");
    assertThat(verifierOf(provider, 33)).isEqualTo("SunRsaSign");
  }

  private static String verifierOf(SignatureProvider provider, int topBit) {
    BigInteger exponent = BigInteger.ONE.shiftLeft(topBit).setBit(0);
    return Signer.of(JwsAlgorithm.RS256, "RSA", new RSAKeyGenParameterSpec(2048, exponent))
        .ready(provider)
        .provider()
        .getName();
  }

  /** Its keys are native memory, which all threads share. */
  @ParameterizedTest
  @EnumSource(names = {"RS256", "PS256", "ES256", "EDDSA"})
  void verifies_manyThreadsOneKey_eachAnsweredRightly(JwsAlgorithm algorithm) throws Exception {
    Signer signer = Signer.of(algorithm);
    VerificationKey key = signer.key(Verifier.corretto());
    byte[] good = signer.sign(CONTENT);
    byte[] wrong = good.clone();
    wrong[9] ^= 1;
    Callable<Boolean> task =
        () -> {
          boolean right = true;
          for (int i = 0; i < 200; i++) {
            right &= key.verifies(algorithm, CONTENT, good);
            right &= !key.verifies(algorithm, CONTENT, wrong);
          }
          return right;
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> answer :
          threads.invokeAll(List.of(task, task, task, task, task, task))) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What {@link #chosen_nativeLibraryDoesNotLoad_jdkVerifies} runs in a process of its own. */
  static final class Probe {

    private Probe() {}

    public static void main(String[] arguments) {
      Signer signer = Signer.of(JwsAlgorithm.ES256);
      SignatureProvider provider = SignatureProvider.chosen();
      byte[] good = signer.sign(CONTENT);
      byte[] wrong = good.clone();
      wrong[9] ^= 1;
      System.out.println(KeySets.signatureProvider());
      System.out.println(signer.ready(provider).provider().getName());
      System.out.println(signer.accepts(provider, CONTENT, good));
      System.out.println(signer.accepts(provider, CONTENT, wrong));
    }
  }

  private static List<String> probe(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Probe.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new String(output, StandardCharsets.UTF_8).lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  /** As on another platform, and as where no folder may be written. */
  @Test
  void chosen_nativeLibraryDoesNotLoad_jdkVerifies() throws Exception {
    String name = Verifier.corretto().toString();
    Path file = Files.createFile(directory.resolve("no-folder"));
    String settings = "-Dcom.amazon.corretto.crypto.provider.";

    for (String spoiled : List.of("useExternalLib=true", "tmpdir=" + file + File.separator + "x")) {
      List<String> told = probe(settings + spoiled);
      assertThat(told).hasSize(4);
      assertThat(told.get(0))
          .startsWith("the JDK, not by " + name + ": its native library does not load (");
      assertThat(told.subList(1, 4)).containsExactly("SunEC", "true", "false");
    }
    assertThat(probe()).containsExactly(name, "AmazonCorrettoCryptoProvider", "true", "false");
  }

  /** As an application that lacks the jar sees it: nothing of it is named anywhere else. */
  @Test
  void chosen_jarNotOnTheClassPath_jdkVerifies() throws IOException {
    assumeTrue(SignatureProvider.chosen() == SignatureProvider.JDK, "the jar is there");

    assertThat(getClass().getClassLoader().getResources("com/amazon/corretto").hasMoreElements())
        .isFalse();
    assertThat(KeySets.signatureProvider()).isEqualTo("the JDK");
  }
}
