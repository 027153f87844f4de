package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.ClaimIgnoredEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EventSink;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimMappingTest {

  private final List<EdgeEvent> events = new ArrayList<>();
  private final EdgeRuntime runtime =
      EdgeRuntime.start(
          Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(events::add)), false);

  @AfterEach
  void close() {
    runtime.close();
  }

  private static Map<String, Object> json(String text) {
    try {
      return JsonReader.readObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }

  private ClaimPath fault(String claims) {
    return ClaimMapping.DEFAULTS.fill(json(claims), Credential.builder("jwt"), runtime);
  }

  private Credential filled(String claims) {
    Credential.Builder credential = Credential.builder("jwt");
    assertThat(ClaimMapping.DEFAULTS.fill(json(claims), credential, runtime)).isNull();
    return credential.build();
  }

  /** J33: the type, the length, the characters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sub':''}",
        "{'sub':1}",
        "{'sub':[]}",
        "{'sub':{}}",
        "{'sub':true}",
        "{'sub':['a']}",
        "{'sub':'a\\nb'}",
        "{'sub':'a\\rb'}",
        "{'sub':'a\\u0000b'}",
        "{'azp':1}",
        "{'tid':''}",
        "{'email':1}",
        "{'username':1}",
        "{'client_id':{}}"
      })
  void fill_textOfAnotherKind_refused(String claims) {
    assertThat(fault(claims.replace('\'', '"'))).isNotNull();
  }

  @Test
  void fill_longSubject_refused() {
    assertThat(fault("{\"sub\":\"" + "x".repeat(2_048) + "\"}")).isNull();
    assertThat(fault("{\"sub\":\"" + "x".repeat(2_049) + "\"}")).isEqualTo(ClaimPath.parse("sub"));
  }

  @Test
  void fill_nullOrAbsent_counted() {
    Credential credential = filled("{\"sub\":null,\"client_id\":null,\"azp\":\"app\"}");
    assertThat(credential.subject()).isNull();
    assertThat(credential.client()).isEqualTo("app");
    assertThat(credential.scopes()).isEmpty();
    assertThat(events).isEmpty();
  }

  /** J35: split at spaces alone; another type gives nothing and an event without the value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'read write';read|write",
        "'  read  write ';read|write",
        "'read\\twrite';read\\twrite",
        "'read\\u00a0write';read\\u00a0write",
        "['read','write'];read|write",
        "['read write'];read write",
        "[];``",
        "'';``"
      })
  void fill_scopes_splitAtSpacesAlone(String value, String expected) {
    Credential credential = filled(("{'scope':" + value + "}").replace('\'', '"'));
    String joined = String.join("|", credential.scopes());
    assertThat(joined.replace("\t", "\\t").replace("\u00a0", "\\u00a0")).isEqualTo(expected);
    assertThat(events).isEmpty();
  }

  @Test
  void fill_firstThatExists_alone() {
    assertThat(filled("{\"scope\":\"a\",\"scp\":[\"b\"]}").scopes()).containsExactly("a");
    assertThat(filled("{\"scope\":null,\"scp\":[\"b\"]}").scopes()).containsExactly("b");
    assertThat(filled("{\"roles\":[],\"groups\":[\"g\"]}").roles()).isEmpty();
  }

  /** J36: no privilege out of a structure that is not the one asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'realm_access':{'roles':{'admin':true}}}",
        "{'roles':{'admin':true}}",
        "{'roles':[['admin']]}",
        "{'roles':['admin',1]}",
        "{'roles':['admin',null]}",
        "{'roles':1}",
        "{'roles':true}",
        "{'scope':{'read':1}}",
        "{'scope':[1]}"
      })
  void fill_listOfAnotherType_nothingAndEvent(String claims) {
    Credential credential = filled(claims.replace('\'', '"'));
    assertThat(credential.roles()).isEmpty();
    assertThat(credential.scopes()).isEmpty();
    assertThat(events).singleElement().isInstanceOf(ClaimIgnoredEvent.class);
    assertThat(events.toString()).doesNotContain("admin").doesNotContain("read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'realm_access.roles':['admin']}",
        "{'realm_access':['roles','admin']}",
        "{'realm_access':'admin'}",
        "{'__proto__':{'roles':['admin']}}"
      })
  void fill_rolesElsewhere_nothing(String claims) {
    assertThat(filled(claims.replace('\'', '"')).roles()).isEmpty();
  }

  @Test
  void fill_rolesString_theWhole() {
    assertThat(filled("{\"roles\":\"a b\"}").roles()).containsExactly("a b");
    assertThat(filled("{\"realm_access\":{\"roles\":[\"x\"]}}").roles()).containsExactly("x");
    assertThat(filled("{\"cognito:groups\":[\"x\"]}").roles()).containsExactly("x");
  }
}
