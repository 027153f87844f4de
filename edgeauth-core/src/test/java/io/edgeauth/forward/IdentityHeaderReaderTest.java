package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.fixtures.TestRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** H01, H06, H07, H09 as the backend meets them: what the gateway does not write is not read. */
final class IdentityHeaderReaderTest {

  private static final List<HeaderMapping> HEADERS =
      List.of(
          mapping("X-User-Id", "subject", null),
          mapping("X-User-Role", "roles", null),
          mapping("X-Plan", "claim:plan", null),
          mapping("X-Groups", "claim:groups", ListFormat.JSON));

  private static HeaderMapping mapping(String header, String source, ListFormat list) {
    return new HeaderMapping(header, IdentitySource.parse(source), list);
  }

  private static IdentityHeaderReader reader(
      ListFormat list, HeaderEncoding encoding, HeaderMapping... more) {
    List<HeaderMapping> headers = new ArrayList<>(HEADERS);
    headers.addAll(List.of(more));
    return IdentityHeaderReader.of(
        new ForwardSettings(false, headers, list, encoding, List.of(), "X-Request-Id", 16_384));
  }

  private static IdentityReading read(IdentityHeaderReader reader, TestRequest request) {
    return reader.read(request.headerNames(), request::headers);
  }

  private static ReceivedIdentity identity(IdentityHeaderReader reader, TestRequest request) {
    return ((IdentityReading.Read) read(reader, request)).identity();
  }

  private static IdentityReading percent(String header, String value) {
    return read(
        reader(ListFormat.SPACE, HeaderEncoding.PERCENT),
        TestRequest.get("/").header(header, value));
  }

  private static IdentityReading.Unreadable unreadable(String header, HeaderFault fault) {
    return new IdentityReading.Unreadable(header, fault);
  }

  private static TestRequest alice() {
    return TestRequest.get("/")
        .header("X-User-Id", "alice")
        .header("X-User-Role", "a%2Cadmin two%20words")
        .header("X-Plan", "gold")
        .header("X-Groups", "[\"x\",\"\",7]");
  }

  @Test
  void read_written_values() {
    ReceivedIdentity alice =
        identity(reader(ListFormat.SPACE, HeaderEncoding.PERCENT), alice().header("Accept", "*"));
    assertThat(alice.isEmpty()).isFalse();
    assertThat(alice.subject()).isEqualTo("alice");
    assertThat(alice.roles()).containsExactly("a,admin", "two words");
    assertThat(alice.text("claim:plan")).isEqualTo("gold");
    assertThat(alice.list("claim:groups")).containsExactly("x", "", "7");
    assertThat(alice.header("x-user-id")).containsExactly("alice");
    assertThat(alice.email()).isNull();
    assertThat(alice.scopes()).isEmpty();
    assertThat(alice.text("api-key.owner")).isNull();
  }

  @Test
  void read_noIdentityHeader_empty() {
    ReceivedIdentity nobody =
        identity(
            reader(ListFormat.JSON, HeaderEncoding.REJECT),
            TestRequest.get("/").header("X-User-Idx", "evil"));
    assertThat(nobody.isEmpty()).isTrue();
    assertThat(nobody.subject()).isNull();
    assertThat(nobody.roles()).isEmpty();
  }

  /** H01: the values of another spelling would be another's. */
  @ParameterizedTest
  @ValueSource(
      strings = {"X_User_Id", "X.User.Id", "x-user_id", "X-User-Id ", "\tX-User-Id", "X-USER+ID"})
  void read_otherSpelling_nothing(String name) {
    IdentityHeaderReader reader = reader(ListFormat.SPACE, HeaderEncoding.PERCENT);
    assertThat(read(reader, TestRequest.get("/").header(name, "evil")))
        .isEqualTo(unreadable("X-User-Id", HeaderFault.SPELLING));
    assertThat(read(reader, alice().header(name, "evil")))
        .isEqualTo(unreadable("X-User-Id", HeaderFault.SPELLING));
    assertThat(identity(reader, TestRequest.get("/").header("x-uSER-iD", "alice")).subject())
        .isEqualTo("alice");
  }

  /** H01: two lines are two headers, in one case or in two. */
  @Test
  void read_twice_nothing() {
    IdentityHeaderReader reader = reader(ListFormat.SPACE, HeaderEncoding.PERCENT);
    assertThat(read(reader, alice().header("X-User-Id", "evil")))
        .isEqualTo(unreadable("X-User-Id", HeaderFault.LINES));
    assertThat(read(reader, alice().header("X-User-Role", "admin")))
        .isEqualTo(unreadable("X-User-Role", HeaderFault.LINES));
    assertThat(read(reader, alice().header("x-user-role", "admin")))
        .isEqualTo(unreadable("X-User-Role", HeaderFault.SPELLING));
  }

  @ParameterizedTest
  @CsvSource({
    "%, ESCAPE",
    "a%4, ESCAPE",
    "%zz, ESCAPE",
    "%+1, ESCAPE",
    "%-1, ESCAPE",
    "%ff, UTF_8",
    "%c0%af, UTF_8",
    "%ed%a0%80, UTF_8",
    "%e2%80, UTF_8",
    "a%0Ab, CHARACTER",
    "%0d, CHARACTER",
    "%00, CHARACTER",
    "' a', CHARACTER",
    "'a ', CHARACTER",
    "é, CHARACTER",
    "'', EMPTY"
  })
  void read_malformedText_nothing(String value, HeaderFault fault) {
    assertThat(percent("X-User-Id", value)).isEqualTo(unreadable("X-User-Id", fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\tb", "a\nb", "a\u007fb", "\u0085", "a\ud800"})
  void read_rawControl_nothing(String value) {
    for (HeaderEncoding encoding : HeaderEncoding.values()) {
      for (ListFormat list : ListFormat.values()) {
        for (String header : List.of("X-User-Id", "X-User-Role", "X-Groups")) {
          String line = header.equals("X-Groups") ? "[\"" + value + "\"]" : value;
          assertThat(read(reader(list, encoding), TestRequest.get("/").header(header, line)))
              .isInstanceOf(IdentityReading.Unreadable.class);
        }
      }
    }
  }

  /** Any case of the escapes' digits is one octet; what need not be escaped may be. */
  @Test
  void read_escapes_decoded() {
    assertThat(percent("X-User-Id", "%c3%A9%61+"))
        .isInstanceOfSatisfying(
            IdentityReading.Read.class,
            read -> assertThat(read.identity().subject()).isEqualTo("éa+"));
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8''%, ESCAPE",
    "UTF-8''a b, ESCAPE",
    "utf-8''é, CHARACTER",
    "UTF-8''%ff, UTF_8",
    "UTF-8'', EMPTY",
    "UTF-8''%0a, CHARACTER",
    "UTF-8''a/b, ESCAPE"
  })
  void read_malformedRfc8187_nothing(String value, HeaderFault fault) {
    IdentityHeaderReader reader = reader(ListFormat.COMMA, HeaderEncoding.RFC8187);
    assertThat(read(reader, TestRequest.get("/").header("X-User-Id", value)))
        .isEqualTo(unreadable("X-User-Id", fault));
    assertThat(read(reader, TestRequest.get("/").header("X-User-Role", "ok," + value)))
        .isEqualTo(unreadable("X-User-Role", fault));
  }

  @Test
  void read_rfc8187_extendedOrPlain() {
    IdentityHeaderReader reader = reader(ListFormat.COMMA, HeaderEncoding.RFC8187);
    TestRequest request =
        TestRequest.get("/")
            .header("X-User-Id", "utf-8''%C3%A9")
            .header("X-User-Role", "100%,UTF-8''%2C");
    assertThat(identity(reader, request).subject()).isEqualTo("é");
    assertThat(identity(reader, request).roles()).containsExactly("100%", ",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x|JSON",
        "[|JSON",
        "[\"a\"]]|JSON",
        "{}|JSON",
        "\"a\"|JSON",
        "[null]|JSON",
        "[[]]|JSON",
        "[{}]|JSON",
        "['a']|JSON",
        "[]|EMPTY",
        "[\"\\ud800\"]|JSON",
        "[\"a\\n\"]|CHARACTER",
        "[\"\\u0000\"]|CHARACTER"
      })
  void read_malformedJson_nothing(String value, HeaderFault fault) {
    assertThat(percent("X-Groups", value)).isEqualTo(unreadable("X-Groups", fault));
  }

  @ParameterizedTest
  @CsvSource({"SPACE, 'a  b'", "COMMA, 'a,,b'", "COMMA, 'a,'", "REPEAT, ',a'"})
  void read_emptyElement_nothing(ListFormat list, String value) {
    IdentityHeaderReader reader = reader(list, HeaderEncoding.PERCENT);
    assertThat(read(reader, TestRequest.get("/").header("X-User-Role", value)))
        .isEqualTo(unreadable("X-User-Role", HeaderFault.EMPTY));
  }

  /** A blank beside a comma is the element's own, and then it would be escaped. */
  @Test
  void read_blankBesideComma_nothing() {
    IdentityHeaderReader reader = reader(ListFormat.COMMA, HeaderEncoding.PERCENT);
    assertThat(read(reader, TestRequest.get("/").header("X-User-Role", "a, b")))
        .isEqualTo(unreadable("X-User-Role", HeaderFault.CHARACTER));
    assertThat(identity(reader, TestRequest.get("/").header("X-User-Role", "a,b c,%20d")).roles())
        .containsExactly("a", "b c", " d");
  }

  /** H09: a proxy on the way may have joined the lines (RFC 9110, section 5.3). */
  @Test
  void read_repeatedLines_joinedOrNot() {
    IdentityHeaderReader reader = reader(ListFormat.REPEAT, HeaderEncoding.PERCENT);
    TestRequest apart =
        TestRequest.get("/").header("X-User-Role", "a%2Cadmin").header("X-User-Role", "b c");
    TestRequest joined = TestRequest.get("/").header("X-User-Role", "a%2Cadmin, b c");
    assertThat(identity(reader, apart).roles()).containsExactly("a,admin", "b c");
    assertThat(identity(reader, joined).roles()).containsExactly("a,admin", "b c");
  }

  /** Two headers that were set from one value and differ: one of them is not the gateway's. */
  @Test
  void read_oneSourceTwoValues_nothing() {
    IdentityHeaderReader reader =
        reader(
            ListFormat.SPACE,
            HeaderEncoding.PERCENT,
            mapping("X-Sub", "subject", null),
            mapping("X-Roles", "roles", ListFormat.JSON));
    TestRequest same =
        TestRequest.get("/")
            .header("X-User-Id", "alice")
            .header("X-Sub", "alice")
            .header("X-User-Role", "a b")
            .header("X-Roles", "[\"a\",\"\",\"b\"]");
    assertThat(identity(reader, same).roles()).containsExactly("a", "b");
    assertThat(identity(reader, same).header("X-Roles")).containsExactly("a", "", "b");
    assertThat(read(reader, TestRequest.get("/").header("X-Sub", "evil")))
        .isEqualTo(unreadable("X-Sub", HeaderFault.CONTRADICTION));
    assertThat(
            read(
                reader,
                TestRequest.get("/").header("X-User-Role", "a").header("X-Roles", "[\"b\"]")))
        .isEqualTo(unreadable("X-Roles", HeaderFault.CONTRADICTION));
  }

  /** One claim as a text and as a list: two readings of one value need not look alike. */
  @Test
  void read_claimAsTextAndAsList_both() {
    IdentityHeaderReader reader =
        reader(
            ListFormat.SPACE,
            HeaderEncoding.PERCENT,
            mapping("X-Plans", "claim:plan", ListFormat.COMMA));
    ReceivedIdentity both =
        identity(reader, TestRequest.get("/").header("X-Plan", "a,b").header("X-Plans", "a,b"));
    assertThat(both.text("claim:plan")).isEqualTo("a,b");
    assertThat(both.header("X-Plans")).containsExactly("a", "b");
  }

  @Test
  void values_wrongKindOrUnknown_told() {
    ReceivedIdentity alice = identity(reader(ListFormat.SPACE, HeaderEncoding.PERCENT), alice());
    assertThatIllegalArgumentException().isThrownBy(() -> alice.text("roles"));
    assertThatIllegalArgumentException().isThrownBy(() -> alice.list("subject"));
    assertThatIllegalArgumentException().isThrownBy(() -> alice.list("claim:plan"));
    assertThatIllegalArgumentException().isThrownBy(() -> alice.text("claim:groups"));
    assertThatIllegalArgumentException().isThrownBy(() -> alice.text("api-key.scopes"));
    assertThatIllegalArgumentException().isThrownBy(() -> alice.text("subjekt"));
    assertThat(alice.list("claim:unmapped")).isEmpty();
    assertThat(alice.text("claim:unmapped")).isNull();
  }

  /** No claim's value is in it. */
  @Test
  void toString_names_alone() {
    ReceivedIdentity alice = identity(reader(ListFormat.SPACE, HeaderEncoding.PERCENT), alice());
    assertThat(alice.toString())
        .contains("x-user-id")
        .doesNotContain("alice")
        .doesNotContain("gold");
  }
}
