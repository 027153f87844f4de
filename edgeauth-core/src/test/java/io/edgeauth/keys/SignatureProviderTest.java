package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.keys.TestProvider.Verdict;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is chosen to verify, and for what. That a healthy provider takes the JDK's place is shown
 * first; then each thing that keeps it from that.
 */
final class SignatureProviderTest {

  private static final byte[] CONTENT = "what is signed".getBytes(US_ASCII);
  private static final Map<JwsAlgorithm, Signer> SIGNERS = signers();

  private static Map<JwsAlgorithm, Signer> signers() {
    Map<JwsAlgorithm, Signer> signers = new EnumMap<>(JwsAlgorithm.class);
    Signer rsa = Signer.of(JwsAlgorithm.RS256);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      switch (algorithm.keyType()) {
        case RSA -> signers.put(algorithm, rsa.as(algorithm));
        case EC, OKP -> signers.put(algorithm, Signer.of(algorithm));
        case SECRET -> {}
      }
    }
    return signers;
  }

  private static SignatureProvider of(TestProvider provider) {
    return SignatureProvider.of(provider.healthy());
  }

  /** Everything that is signed is verified by the JDK, and its name says why. */
  private static void isJdk(SignatureProvider provider, String why) {
    assertThat(provider).hasToString("the JDK, not by Test 1.0: " + why);
    SIGNERS.values().forEach(signer -> assertVerifiedBy("Sun", provider, signer));
  }

  private static void assertVerifiedBy(String name, SignatureProvider provider, Signer signer) {
    assertThat(signer.ready(provider).provider().getName())
        .as("%s", signer.algorithm())
        .startsWith(name);
    byte[] signature = signer.sign(CONTENT);
    assertThat(signer.accepts(provider, CONTENT, signature)).isTrue();
    signature[9] ^= 1;
    assertThat(signer.accepts(provider, CONTENT, signature)).isFalse();
  }

  @Test
  void of_healthyProvider_verifiesEverythingWithKeysItMadeOnce() {
    TestProvider healthy = new TestProvider();

    SignatureProvider provider = of(healthy);

    assertThat(provider).hasToString("Test 1.0");
    for (Signer signer : SIGNERS.values()) {
      assertVerifiedBy("Test", provider, signer);
      PublicKey made = signer.ready(provider).key();
      assertThat(made).isEqualTo(signer.pair().getPublic()).isNotSameAs(signer.pair().getPublic());
    }
    PublicKey rsa = SIGNERS.get(JwsAlgorithm.RS256).pair().getPublic();
    Set<JwsAlgorithm> both = Set.of(JwsAlgorithm.RS256, JwsAlgorithm.PS512);
    assertThat(provider.ready(rsa, both).values()).hasSize(2).doesNotContainNull();
    assertThat(new HashSet<>(provider.ready(rsa, both).values())).hasSize(1);
  }

  @Test
  void of_faultOfItsOwn_jdkAndTheReason() {
    isJdk(
        SignatureProvider.of(new TestProvider().withFault("its native library does not load (x)")),
        "its native library does not load (x)");
    isJdk(
        SignatureProvider.of(new TestProvider().withFault("its self-tests end with FAILED")),
        "its self-tests end with FAILED");
  }

  /** C06: the reason goes into a line of the log. */
  @Test
  void of_faultOfSeveralLines_firstLineAlone() {
    isJdk(SignatureProvider.of(new TestProvider().withFault("one\r\nINFO two")), "one");
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("no self-tests"),
        new UnsatisfiedLinkError("no library"),
        new ExceptionInInitializerError("no start"),
        new AssertionError("no folder"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void of_checkOfItsOwnThrows_jdkAndNoError(Throwable failure) {
    TestProvider provider = new TestProvider();
    SignatureProvider.Candidate throwing =
        new SignatureProvider.Candidate() {
          @Override
          public TestProvider provider() {
            return provider;
          }

          @Override
          public String fault() {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          }
        };

    isJdk(SignatureProvider.of(throwing), "its check fails (" + failure + ")");
  }

  static Stream<Arguments> wrongAnswers() {
    Map<String, Verdict> wrong =
        Map.of(
            "accepts everything",
            right -> true,
            "accepts nothing",
            right -> false,
            "takes right for wrong",
            right -> !right,
            "throws for what is right",
            right -> {
              throw new SignatureException("cannot");
            });
    return KnownAnswer.all().stream()
        .map(KnownAnswer::algorithm)
        .flatMap(
            algorithm ->
                wrong.entrySet().stream()
                    .map(entry -> Arguments.of(algorithm, entry.getKey(), entry.getValue())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wrongAnswers")
  void of_knownAnswerWrong_jdk(JwsAlgorithm algorithm, String how, Verdict verdict) {
    isJdk(
        of(new TestProvider().answers(algorithm, verdict)),
        "it does not verify " + algorithm.header() + " rightly");
  }

  @Test
  void of_knownAnswerThrowsUnchecked_jdk() {
    Verdict broken =
        right -> {
          throw new UnsatisfiedLinkError("verifyRaw");
        };

    isJdk(
        of(new TestProvider().answers(JwsAlgorithm.EDDSA, broken)),
        "its check fails (java.lang.UnsatisfiedLinkError: verifyRaw)");
  }

  /** The positive twin: that is a way of refusing, too. */
  @Test
  void of_throwsForWhatIsWrongAlone_chosen() {
    Verdict strict =
        right -> {
          if (!right) {
            throw new SignatureException("wrong");
          }
          return true;
        };

    SignatureProvider provider = of(new TestProvider().answers(JwsAlgorithm.ES256, strict));

    assertThat(provider).hasToString("Test 1.0");
    assertVerifiedBy("Test", provider, SIGNERS.get(JwsAlgorithm.ES256));
  }

  @Test
  void of_exampleKeyNotTaken_jdk() {
    isJdk(of(new TestProvider().refusingKeys("EC")), "it does not verify ES256 rightly");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HS256", "HS384", "HS512", "PS256", "PS512"}) // one of them stands for PS
  void of_algorithmMissing_jdkForItAndWhatItWouldShow(JwsAlgorithm missing) {
    SignatureProvider provider = of(new TestProvider().without("Signature", missing.jca()));

    assertThat(provider).hasToString("Test 1.0");
    Set<JwsAlgorithm> unproven =
        KnownAnswer.all().stream()
            .filter(answer -> answer.algorithm().jca().equals(missing.jca()))
            .map(KnownAnswer::shows)
            .findFirst()
            .orElse(Set.of(missing));
    for (Signer signer : SIGNERS.values()) {
      assertVerifiedBy(unproven.contains(signer.algorithm()) ? "Sun" : "Test", provider, signer);
    }
  }

  @Test
  void of_everyAlgorithmMissing_jdk() {
    TestProvider empty = new TestProvider();
    SIGNERS.keySet().stream()
        .map(JwsAlgorithm::jca)
        .distinct()
        .forEach(jca -> empty.without("Signature", jca));

    isJdk(of(empty), "it offers no algorithm that is used");
  }

  /** As Amazon's is for Ed25519. */
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "EdDSA"})
  void ready_noFactoryForTheKind_providerWithTheKeyAsItIs(String kind) {
    SignatureProvider provider = of(new TestProvider().without("KeyFactory", kind));

    assertThat(provider).hasToString("Test 1.0");
    for (Signer signer : SIGNERS.values()) {
      assertVerifiedBy("Test", provider, signer);
      PublicKey checked = signer.pair().getPublic();
      assertThat(signer.ready(provider).key() == checked)
          .isEqualTo(checked.getAlgorithm().equals(kind));
    }
  }

  @Test
  void ready_keyNotTaken_jdkForThatKeyAlone() {
    TestProvider changing = new TestProvider();
    SignatureProvider provider = of(changing);
    changing.refusingKeys("RSA");

    assertVerifiedBy("Sun", provider, SIGNERS.get(JwsAlgorithm.RS256));
    assertVerifiedBy("Sun", provider, SIGNERS.get(JwsAlgorithm.PS512));
    assertVerifiedBy("Test", provider, SIGNERS.get(JwsAlgorithm.ES384));
  }

  @Test
  void ready_keyTakenByTheFactoryAndNotToVerify_jdkForThatAlgorithmAlone() {
    TestProvider changing = new TestProvider();
    SignatureProvider provider = of(changing);
    changing.refusingKeys(JwsAlgorithm.RS256);

    assertVerifiedBy("Sun", provider, SIGNERS.get(JwsAlgorithm.RS256));
    assertVerifiedBy("Test", provider, SIGNERS.get(JwsAlgorithm.RS512));
  }

  /** J45: some providers throw unchecked for bytes that are no signature; that is no yes. */
  @Test
  void verifies_providerThrowsUnchecked_false() {
    TestProvider changing = new TestProvider();
    SignatureProvider provider = of(changing);
    Signer signer = SIGNERS.get(JwsAlgorithm.ES256);
    byte[] signature = signer.sign(CONTENT);
    assertVerifiedBy("Test", provider, signer);

    changing.answers(
        JwsAlgorithm.ES256,
        right -> {
          throw new IllegalStateException("a bug, met by signature " + right);
        });

    assertThat(signer.ready(provider).provider()).isSameAs(changing);
    assertThat(signer.accepts(provider, CONTENT, signature)).isFalse();
  }

  /**
   * J45: an error is no word on the signature. The pipeline answers it with 500, as {@code
   * PipelineTest.decide_authenticatorBreaks_internalError} shows.
   */
  @Test
  void verifies_providerThrowsAnError_passesThrough() {
    TestProvider changing = new TestProvider();
    SignatureProvider provider = of(changing);
    Signer signer = SIGNERS.get(JwsAlgorithm.ES256);
    byte[] signature = signer.sign(CONTENT);
    assertVerifiedBy("Test", provider, signer);
    Error failure = new UnsatisfiedLinkError("verifyRaw");

    changing.answers(
        JwsAlgorithm.ES256,
        right -> {
          throw failure;
        });

    assertThatThrownBy(() -> signer.accepts(provider, CONTENT, signature)).isSameAs(failure);
  }

  /** What was remembered about a token must not depend on who verified it. */
  @Test
  void equals_sameMaterialOfOtherProvider_equal() {
    SignatureProvider provider = of(new TestProvider());
    for (Signer signer : SIGNERS.values()) {
      VerificationKey key = signer.key(SignatureProvider.JDK);
      assertThat(signer.key(provider)).isEqualTo(key).hasSameHashCodeAs(key);
    }
    assertThat(SIGNERS.get(JwsAlgorithm.ES256).key(provider))
        .isNotEqualTo(Signer.of(JwsAlgorithm.ES256).key(provider));
  }
}
