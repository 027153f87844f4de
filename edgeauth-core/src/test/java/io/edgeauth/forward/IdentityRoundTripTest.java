package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * H06, H07, H09: what is written and has gone through the edits reads back as it was verified, or
 * it was not written.
 */
final class IdentityRoundTripTest {

  private static final int IDENTITIES = 100_000;

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  /** The last three are carried in no form, and stand here more rarely for it. */
  private static final List<String> PIECES =
      List.of(
          "a",
          "admin",
          "x y",
          " ",
          ",",
          "a,admin",
          "\"",
          "\"a,admin\"",
          "%",
          "%2C",
          "%zz",
          "\\",
          "'",
          "UTF-8''",
          "utf-8''%61",
          ";",
          "=",
          "<",
          "[\"b\"]",
          "\t",
          "\u007f",
          "\u0085",
          "\u2028",
          "\u760a",
          "é",
          "日本",
          "😀",
          "\u202e",
          "\u05d0",
          "true",
          "0",
          "null",
          "\r\nX-User-Role: x",
          "\u0000",
          "\ud800");

  private final Random random = new Random(20_261_122);
  private final Map<HeaderEncoding, Integer> carried = new EnumMap<>(HeaderEncoding.class);
  private final Map<HeaderEncoding, Integer> refused = new EnumMap<>(HeaderEncoding.class);

  private static ForwardSettings settings(ListFormat list, HeaderEncoding encoding) {
    List<HeaderMapping> headers = new ArrayList<>(ForwardSettings.DEFAULT_HEADERS);
    headers.addAll(HeaderPreset.KONG.headers());
    headers.addAll(HeaderPreset.OAUTH2_PROXY.headers());
    headers.add(new HeaderMapping("X-Name", IdentitySource.parse("username"), null));
    headers.add(new HeaderMapping("X-Dept", IdentitySource.parse("claim:dept"), null));
    headers.add(new HeaderMapping("X-Level", IdentitySource.parse("claim:level"), null));
    headers.add(new HeaderMapping("X-Groups", IdentitySource.parse("claim:groups"), list));
    ForwardSettings defaults = ForwardSettings.DEFAULTS;
    return new ForwardSettings(
        false, headers, list, encoding, defaults.reserved(), "X-Request-Id", 1 << 20);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      int most = random.nextInt(30) == 0 ? PIECES.size() : PIECES.size() - 3;
      text.append(PIECES.get(random.nextInt(random.nextInt(3) == 0 ? most : 2)));
    }
    return text.toString();
  }

  private List<String> texts() {
    return Stream.generate(this::text).limit(random.nextInt(4)).toList();
  }

  private Identity identity() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("dept", text());
    claims.put("level", random.nextBoolean() ? new JsonNumber("1e400") : true);
    List<Object> groups = new ArrayList<>(texts());
    groups.add(random.nextBoolean() ? new JsonNumber("7") : false);
    claims.put("groups", groups);
    return Identity.of(
        Credential.builder("jwt")
            .subject(random.nextInt(9) == 0 ? null : text())
            .client(text())
            .tenant(text())
            .email(text())
            .username(text())
            .roles(texts())
            .scopes(texts())
            .claims(claims)
            .attribute("api-key.owner", text())
            .attribute("api-key.scopes", texts())
            .build(),
        "user");
  }

  @Test
  void read_generatedIdentities_equalOrRefused() {
    List<HeaderRound> rounds = new ArrayList<>();
    for (ListFormat list : ListFormat.values()) {
      for (HeaderEncoding encoding : HeaderEncoding.values()) {
        rounds.add(new HeaderRound(list, encoding));
      }
    }
    for (int i = 0; i < IDENTITIES; i++) {
      rounds.get(i % rounds.size()).of(identity());
    }
    for (HeaderEncoding encoding : HeaderEncoding.values()) {
      assertThat(carried.get(encoding)).as("carried by %s", encoding).isGreaterThan(500);
      assertThat(refused.get(encoding)).as("refused by %s", encoding).isGreaterThan(500);
    }
  }

  /** One of the twelve forms. */
  private final class HeaderRound {

    private final ListFormat list;
    private final HeaderEncoding encoding;
    private final Forwarding forwarding;
    private final IdentityHeaderReader reader;

    HeaderRound(ListFormat list, HeaderEncoding encoding) {
      this.list = list;
      this.encoding = encoding;
      ForwardSettings settings = settings(list, encoding);
      forwarding = Forwarding.of(settings, Set.of(), "X-Forwarded-For");
      reader = IdentityHeaderReader.of(settings);
    }

    void of(Identity identity) {
      TestRequest request =
          TestRequest.get("/")
              .header("X-User-Id", "evil")
              .header("X_User_Id", "evil")
              .header("x-groups", "evil")
              .header("Accept", "*/*");
      Forwarding.Edits edits = forwarding.edits(request, identity, REQUEST_ID, false, false);
      if (edits.refused() != null) {
        assertThat(edits.refused()).isEqualTo(Reasons.IDENTITY_UNFORWARDABLE);
        refused.merge(encoding, 1, Integer::sum);
        assertThat(encoding == HeaderEncoding.PERCENT && isCarriable(identity)).isFalse();
        return;
      }
      carried.merge(encoding, 1, Integer::sum);
      assertThat(isCarriable(identity)).isTrue();
      HeaderEdits headers = edits.headers();
      IdentityReading reading =
          reader.read(
              headers.names(request.headerNames()),
              name -> headers.apply(name, request.headers(name)));
      assertThat(reading).as("%s", headers.fields()).isInstanceOf(IdentityReading.Read.class);
      requireSame(((IdentityReading.Read) reading).identity(), identity);
    }

    private void requireSame(ReceivedIdentity received, Identity identity) {
      assertThat(received.subject()).isEqualTo(orNull(identity.subject()));
      assertThat(received.client()).isEqualTo(orNull(identity.client()));
      assertThat(received.tenant()).isEqualTo(orNull(identity.tenant()));
      assertThat(received.email()).isEqualTo(orNull(identity.email()));
      assertThat(received.username()).isEqualTo(orNull(identity.username()));
      assertThat(received.roles()).isEqualTo(filled(identity.roles()));
      assertThat(received.header("X-Forwarded-Groups"))
          .isEqualTo(identity.roles().stream().filter(role -> !role.isEmpty()).toList());
      assertThat(received.scopes()).isEqualTo(filled(identity.scopes()));
      assertThat(received.methods()).containsExactly("user");
      assertThat(received.text("claim:dept"))
          .isEqualTo(orNull((String) identity.claims().get("dept")));
      assertThat(received.text("claim:level")).isEqualTo(identity.claims().get("level").toString());
      assertThat(received.list("claim:groups"))
          .isEqualTo(filled((List<?>) identity.claims().get("groups")));
      assertThat(received.text("api-key.owner"))
          .isEqualTo(orNull((String) identity.attribute("api-key.owner")));
      assertThat(received.list("api-key.scopes")) // commas by its own mapping, whatever the rest
          .isEqualTo(without((List<?>) identity.attribute("api-key.scopes")));
      assertThat(received.header("X-Anonymous-Consumer")).isEmpty();
    }

    /** Empty elements are in JSON alone. */
    private List<String> filled(Collection<?> values) {
      return list == ListFormat.JSON
          ? values.stream().map(Object::toString).toList()
          : without(values);
    }
  }

  private static List<String> without(Collection<?> values) {
    return values.stream().map(Object::toString).filter(value -> !value.isEmpty()).toList();
  }

  private static String orNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** Said once more, of the whole identity: no line break, NUL or half of a character. */
  private static boolean isCarriable(Identity identity) {
    List<Object> all = new ArrayList<>(identity.claims().values());
    all.addAll(identity.roles());
    all.addAll(identity.scopes());
    Stream.of(identity.client(), identity.tenant(), identity.email(), identity.username())
        .forEach(all::add);
    all.add(String.valueOf(identity.subject()));
    all.add(identity.attribute("api-key.owner"));
    all.add(identity.attribute("api-key.scopes"));
    return all.toString()
        .codePoints()
        .noneMatch(c -> c == '\r' || c == '\n' || c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }
}
