package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.edgeauth.fixtures.CollidingTexts;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which key of a set a token means: K04, K06, K17. */
final class KeyIndexTest {

  private static final TestKey RSA = TestKey.of("RS256", "r1");
  private static final TestKey OTHER = TestKey.of("RS256", "r1");
  private static final TestKey CURVE = TestKey.of("ES256", "e1");

  private static VerificationKey key(TestKey key, String id, String algorithm) {
    Map<String, Object> member = new HashMap<>(key.publicJwk());
    member.put("kid", id);
    member.put("alg", algorithm);
    String json = JsonWriter.write(Map.of("keys", List.of(member)));
    try {
      return JwkSetReader.read(json.getBytes(StandardCharsets.UTF_8)).keys().get(0);
    } catch (KeySetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyIndex index(VerificationKey... keys) {
    return KeyIndex.of(List.of(keys));
  }

  /** K04: one public key under two algorithms. */
  @Test
  void find_oneKeyListedTwice_theEntryThatTheIdNames() {
    VerificationKey rs = key(RSA, "rs", "RS256");
    VerificationKey ps = key(RSA, "ps", "PS256");
    KeyIndex index = index(rs, ps);

    assertThat(index.find("rs", JwsAlgorithm.RS256)).isSameAs(rs);
    assertThat(index.find("ps", JwsAlgorithm.PS256)).isSameAs(ps);
    assertThat(index.find("rs", JwsAlgorithm.PS256)).isNull();
    assertThat(index.find("ps", JwsAlgorithm.RS256)).isNull();
    assertThat(index.find(null, JwsAlgorithm.PS256)).isSameAs(ps);
  }

  /** K06: under a doubled id the first that fits counts, and no other is tried. */
  @Test
  void find_doubledId_theFirstThatFits() {
    VerificationKey first = key(RSA, "k", null);
    VerificationKey second = key(OTHER, "k", null);
    VerificationKey curve = key(CURVE, "k", null);
    KeyIndex index = index(first, second, curve);

    assertThat(index.find("k", JwsAlgorithm.RS256)).isSameAs(first);
    assertThat(index.find("k", JwsAlgorithm.ES256)).isSameAs(curve);
    assertThat(index.find("k", JwsAlgorithm.ES384)).isNull();
  }

  /** K06: a token without an id. */
  @Test
  void find_withoutId_onlyTheOnlyOneThatFits() {
    VerificationKey rsa = key(RSA, "r", null);
    VerificationKey curve = key(CURVE, null, null);

    assertThat(index(rsa, curve).find(null, JwsAlgorithm.RS256)).isSameAs(rsa);
    assertThat(index(rsa, curve).find(null, JwsAlgorithm.ES256)).isSameAs(curve);
    assertThat(index(rsa, curve).find(null, JwsAlgorithm.EDDSA)).isNull();
    assertThat(index(rsa, key(OTHER, "o", null)).find(null, JwsAlgorithm.RS256)).isNull();
  }

  /** K06: an id that is absent in the set is never somebody else's. */
  @Test
  void find_unknownId_nothing() {
    KeyIndex index = index(key(RSA, null, null));

    assertThat(index.find("r1", JwsAlgorithm.RS256)).isNull();
    assertThat(index.find("", JwsAlgorithm.RS256)).isNull();
    assertThat(index.find("null", JwsAlgorithm.RS256)).isNull();
    assertThat(index.find(null, JwsAlgorithm.RS256)).isNotNull();
  }

  @Test
  void replacedBy_keysThatStay_areTheSameObjects() {
    VerificationKey stays = key(RSA, "a", "RS256");
    KeyIndex before = index(stays, key(CURVE, "b", null));

    KeyIndex after = before.replacedBy(List.of(key(RSA, "a", "RS256"), key(OTHER, "b", null)));

    assertThat(after.find("a", JwsAlgorithm.RS256)).isSameAs(stays);
    assertThat(after.find("b", JwsAlgorithm.ES256)).isNull();
    assertThat(after.replacedBy(List.of(key(RSA, "a", "RS256"), key(OTHER, "b", null))))
        .isSameAs(after);
  }

  /** A key is another when any of these is: id, pinned algorithm, material. */
  @Test
  void replacedBy_sameMaterialUnderAnotherAlgorithm_isAnotherKey() {
    VerificationKey plain = key(RSA, "a", null);
    KeyIndex before = index(plain);

    assertThat(before.replacedBy(List.of(key(RSA, "a", "PS256"))).find("a", JwsAlgorithm.RS256))
        .isNull();
    assertThat(before.replacedBy(List.of(key(RSA, "b", null))).find("a", JwsAlgorithm.RS256))
        .isNull();
    assertThat(before.replacedBy(List.of(key(OTHER, "a", null))).find("a", JwsAlgorithm.RS256))
        .isNotEqualTo(plain);
  }

  /** D04: ids that collide as hashes are ids like others. */
  @Test
  void find_collidingIds_apart() {
    VerificationKey one = key(RSA, "Aa", null);
    VerificationKey two = key(OTHER, "BB", null);
    assertThat("Aa").hasSameHashCodeAs("BB");

    assertThat(index(one, two).find("Aa", JwsAlgorithm.RS256)).isSameAs(one);
    assertThat(index(one, two).find("BB", JwsAlgorithm.RS256)).isSameAs(two);
    assertThat(new ArrayList<>(List.of(one)).contains(two)).isFalse();
  }

  /** D04: and many of them take no longer than many others. */
  @Test
  void find_manyCollidingIds_boundedTime() throws Exception {
    List<String> ids = CollidingTexts.of(20_000);
    List<VerificationKey> keys = new ArrayList<>();
    for (String id : ids) {
      keys.add(
          VerificationKey.of(id, null, JwsAlgorithm.KeyType.RSA, null, RSA.rsa().toRSAPublicKey()));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          KeyIndex index = KeyIndex.of(keys);
          for (int i = 0; i < ids.size(); i++) {
            assertThat(index.find(ids.get(i), JwsAlgorithm.RS256)).isSameAs(keys.get(i));
          }
          assertThat(index.find("AaAa", JwsAlgorithm.RS256)).isNull();
        });
  }
}
