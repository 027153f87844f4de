package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HeaderPresetTest {

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  private static ForwardSettings settings(HeaderPreset... presets) {
    List<HeaderMapping> headers = new ArrayList<>();
    Stream.of(presets).forEach(preset -> headers.addAll(preset.headers()));
    ForwardSettings defaults = ForwardSettings.DEFAULTS;
    return new ForwardSettings(
        false,
        headers,
        defaults.list(),
        defaults.encoding(),
        defaults.reserved(),
        defaults.requestIdHeader(),
        defaults.maxIdentityHeaders());
  }

  private static HeaderEdits edits(ForwardSettings settings, Identity identity) {
    return Forwarding.of(settings, Set.of(), "X-Forwarded-For")
        .edits(TestRequest.get("/"), identity, REQUEST_ID, true, false)
        .headers();
  }

  private static List<String> written(HeaderPreset preset, Credential.Builder credential) {
    Identity identity = Identity.of(List.of(credential.build()), List.of("user"));
    return lines(edits(settings(preset), identity));
  }

  private static List<String> lines(HeaderEdits edits) {
    return edits.fields().stream()
        .filter(field -> !Set.of("X-Request-Id", "traceparent").contains(field.name()))
        .map(field -> field.name() + ": " + field.value())
        .toList();
  }

  private static Credential.Builder user() {
    return Credential.builder("jwt").subject("alice");
  }

  @Test
  void kong_clientAndUsername_elseSubject() {
    assertThat(written(HeaderPreset.KONG, user().client("app").username("al")))
        .containsExactly("X-Consumer-ID: app", "X-Consumer-Username: al");
    assertThat(written(HeaderPreset.KONG, user()))
        .containsExactly("X-Consumer-ID: alice", "X-Consumer-Username: alice");
    assertThat(written(HeaderPreset.KONG, user().client("app")))
        .containsExactly("X-Consumer-ID: app", "X-Consumer-Username: alice");
    assertThat(
            written(
                HeaderPreset.KONG,
                Credential.builder("api-key").client("acme").attribute("api-key.id", "k1")))
        .containsExactly("X-Consumer-ID: acme", "X-Credential-Identifier: k1");
  }

  @Test
  void kong_anonymous_saysSo() {
    assertThat(lines(edits(settings(HeaderPreset.KONG), Identity.ANONYMOUS)))
        .containsExactly("X-Anonymous-Consumer: true");
    assertThat(lines(edits(settings(HeaderPreset.OAUTH2_PROXY), Identity.ANONYMOUS))).isEmpty();
    assertThat(lines(edits(ForwardSettings.DEFAULTS, Identity.ANONYMOUS))).isEmpty();
  }

  @Test
  void oauth2Proxy_everything_groupsWithCommas() {
    assertThat(
            written(
                HeaderPreset.OAUTH2_PROXY,
                user().email("a@example.com").username("al").roles(List.of("x", "y, z"))))
        .containsExactly(
            "X-Forwarded-User: alice",
            "X-Forwarded-Email: a@example.com",
            "X-Forwarded-Groups: x,y%2C z",
            "X-Forwarded-Preferred-Username: al");
    assertThat(written(HeaderPreset.OAUTH2_PROXY, user()))
        .containsExactly("X-Forwarded-User: alice");
  }

  /** H01: whoever sends them, and whether they are written or not. */
  @ParameterizedTest
  @EnumSource(HeaderPreset.class)
  void names_ofClients_endAlways(HeaderPreset preset) {
    Identity alice = Identity.of(List.of(user().build()), List.of("user"));
    for (ForwardSettings settings : List.of(settings(preset), ForwardSettings.DEFAULTS)) {
      for (Identity identity : List.of(Identity.ANONYMOUS, alice)) {
        for (HeaderMapping mapping : preset.headers()) {
          String underscored = mapping.header().replace('-', '_');
          HeaderEdits edits = edits(settings, identity);
          assertThat(edits.apply(mapping.header(), List.of("evil"))).doesNotContain("evil");
          assertThat(edits.removes(underscored)).isTrue();
        }
      }
    }
  }

  /** H10. */
  @Test
  void settings_headerOfPresetTwice_refused() {
    assertThat(settings(HeaderPreset.KONG, HeaderPreset.OAUTH2_PROXY).headers()).hasSize(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(HeaderPreset.KONG, HeaderPreset.KONG))
        .withMessageContaining("X-Consumer-ID is written twice");
  }
}
