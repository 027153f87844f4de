package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads sets of members that a test makes, and says whether a member is used. */
final class JwkSets {

  static final TestKey RSA = TestKey.of("RS256", "r1");
  static final TestKey CURVE = TestKey.of("ES256", "e1");
  static final TestKey EDWARDS = TestKey.of("EdDSA", "o1");
  static final TestKey GOOD = TestKey.of("ES256", "good");

  private JwkSets() {}

  static JwkSetReader.Reading read(List<?> members) throws KeySetException {
    String json = JsonWriter.write(Map.of("keys", members));
    return JwkSetReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  static Map<String, Object> spoiled(TestKey key, Consumer<Map<String, Object>> spoil) {
    Map<String, Object> member = new HashMap<>(key.publicJwk());
    spoil.accept(member);
    return member;
  }

  static void ignores(TestKey key, String name, Object value) throws KeySetException {
    ignores(spoiled(key, member -> member.put(name, value)));
  }

  static void ignores(Object member) throws KeySetException {
    JwkSetReader.Reading reading = read(List.of(member, GOOD.publicJwk()));
    assertThat(reading.keys())
        .as("%s", member)
        .extracting(VerificationKey::id)
        .containsExactly("good");
    assertThat(reading.ignored()).hasSize(1).first().asString().isNotBlank();
  }

  static void uses(TestKey key, String name, Object value) throws KeySetException {
    Map<String, Object> member = spoiled(key, all -> all.put(name, value));
    assertThat(read(List.of(member)).keys()).hasSize(1);
  }
}
