package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes as a JWK set, read by us and by nimbus. A dollar and a letter stand for a number of a
 * real key, which no fuzzer would find.
 */
@Timeout(30)
final class JwkSetFuzzTest {

  private static final TestKey RSA = TestKey.of("RS256", "k");
  private static final TestKey CURVE = TestKey.of("ES256", "k");
  private static final TestKey EDWARDS = TestKey.of("EdDSA", "k");

  /** All of a member that has an effect here; what nimbus thinks of the rest does not count. */
  private static final List<String> WITH_EFFECT =
      List.of("kty", "n", "e", "crv", "x", "y", "kid", "alg", "use", "key_ops");

  /** RFC 7517 allows others; nimbus does not know them. */
  private static final Set<String> OPERATIONS =
      Set.of(
          "sign",
          "verify",
          "encrypt",
          "decrypt",
          "wrapKey",
          "unwrapKey",
          "deriveKey",
          "deriveBits");

  @FuzzTest
  @DictionaryEntries({
    "{\"keys\":[",
    "{\"kty\":\"RSA\",\"n\":\"$n\",\"e\":\"AQAB\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"$x\",\"y\":\"$y\"}",
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"$o\"}",
    "\"kid\":\"k\",",
    "\"alg\":\"RS256\",",
    "\"alg\":\"EdDSA\",",
    "\"use\":\"sig\",",
    "\"use\":\"enc\",",
    "\"key_ops\":[\"verify\"],",
    "\"d\":\"\",",
    "\"x5c\":[\"\"],",
    "\"P-384\"",
    "$n",
    "$x",
    "$y",
    "$o"
  })
  void read_anyBytes_keysThatNimbusReadsAlike(byte[] template) throws Exception {
    byte[] json = filled(template);
    JwkSetReader.Reading reading;
    try {
      reading = JwkSetReader.read(json);
    } catch (KeySetException e) {
      return;
    }
    List<VerificationKey> one = new ArrayList<>();
    for (Object member : members(json)) {
      String text = JsonWriter.write(member);
      List<VerificationKey> alone = readAlone(text);
      assertThat(alone).hasSizeLessThanOrEqualTo(1);
      if (!alone.isEmpty()) {
        assertThat(alone).as(text).containsExactly(readByNimbus((Map<?, ?>) member));
      }
      one.addAll(alone);
    }
    assertThat(reading.keys()).isEqualTo(one);
    assertThat(reading.ignored()).hasSize(members(json).size() - one.size());
  }

  private static byte[] filled(byte[] template) {
    return new String(template, StandardCharsets.ISO_8859_1)
        .replace("$n", RSA.rsa().getModulus().toString())
        .replace("$x", CURVE.ec().getX().toString())
        .replace("$y", CURVE.ec().getY().toString())
        .replace("$o", EDWARDS.publicJwk().get("x").toString())
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<?> members(byte[] json) throws JsonException {
    return (List<?>) JsonReader.readObject(json).get("keys");
  }

  private static List<VerificationKey> readAlone(String member) throws KeySetException {
    String set = "{\"keys\":[" + member + "]}";
    return JwkSetReader.read(set.getBytes(StandardCharsets.UTF_8)).keys();
  }

  private static VerificationKey readByNimbus(Map<?, ?> member)
      throws ParseException, JOSEException, GeneralSecurityException {
    Map<String, Object> known = new LinkedHashMap<>();
    for (String name : WITH_EFFECT) {
      if (member.get(name) != null) {
        known.put(name, member.get(name));
      }
    }
    known.computeIfPresent("key_ops", (name, operations) -> wellKnown((List<?>) operations));
    JWK jwk = JWK.parse(JsonWriter.write(known));
    JwsAlgorithm pinned =
        jwk.getAlgorithm() == null ? null : JwsAlgorithm.of(jwk.getAlgorithm().getName());
    String id = jwk.getKeyID();
    if (jwk instanceof RSAKey rsa) {
      return VerificationKey.of(id, pinned, JwsAlgorithm.KeyType.RSA, null, rsa.toRSAPublicKey());
    }
    if (jwk instanceof ECKey curve) {
      return VerificationKey.of(
          id, pinned, JwsAlgorithm.KeyType.EC, curve.getCurve().getName(), curve.toECPublicKey());
    }
    OctetKeyPair edwards = (OctetKeyPair) jwk;
    return VerificationKey.of(
        id,
        pinned,
        JwsAlgorithm.KeyType.OKP,
        edwards.getCurve().getName(),
        edwardsKey(edwards.getX().decode()));
  }

  private static List<?> wellKnown(List<?> operations) {
    return operations.stream().filter(OPERATIONS::contains).toList();
  }

  /** RFC 8410; nimbus itself would need another library for it. */
  private static PublicKey edwardsKey(byte[] x) throws GeneralSecurityException {
    String prefix = "302a300506032b6570032100";
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new X509EncodedKeySpec(HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(x))));
  }
}
