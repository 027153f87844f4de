package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.TestCertificate;
import java.util.List;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M13, M14, M16: who is named, and by which patterns. */
final class NamesTest {

  private static CertificateNames names(GeneralName... names) throws Exception {
    TestCertificate.Draft draft = TestCertificate.root("ca").make().leaf("orders");
    if (names.length > 0) {
      draft.names(names);
    } else {
      draft.without(Extension.subjectAlternativeName);
    }
    return CertificateNames.of(CertificateContent.of(draft.make().certificate()));
  }

  @Test
  void names_ofEachKind_readAndDnsInLowerCase() throws Exception {
    CertificateNames names =
        names(
            new GeneralName(GeneralName.dNSName, "Orders.SVC.corp"),
            new GeneralName(GeneralName.rfc822Name, "Orders@corp"),
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://corp/sa/Orders"));
    assertThat(names.dns()).containsExactly("orders.svc.corp");
    assertThat(names.emails()).containsExactly("Orders@corp");
    assertThat(names.uris()).containsExactly("spiffe://corp/sa/Orders");
    assertThat(names.spiffeId()).isEqualTo(new SpiffeId("corp", "/sa/Orders"));
    assertThat(names.subject()).hasToString("CN=orders,O=Corp");
  }

  /** M13: a name of whatever kind ends CN. */
  @Test
  void commonName_besideAnAlternativeName_ignored() throws Exception {
    assertThat(names().commonName()).isEqualTo("orders");
    assertThat(names(new GeneralName(GeneralName.iPAddress, "10.0.0.1")).commonName()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://corp",
        "spiffe://corp/a",
        "spiffe://a-b_c.d1/ns/x/sa/Y.z_-",
        "spiffe://corp/..."
      })
  void spiffeId_ofItsGrammar_read(String text) {
    assertThat(SpiffeId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://",
        "spiffe:///a",
        "SPIFFE://corp/a",
        "spiffe://Corp/a",
        "spiffe://corp/",
        "spiffe://corp//a",
        "spiffe://corp/a/",
        "spiffe://corp/./a",
        "spiffe://corp/a/..",
        "spiffe://corp:80/a",
        "spiffe://u@corp/a",
        "spiffe://corp/a?b",
        "spiffe://corp/a#b",
        "spiffe://corp/a%20b",
        "spiffe://corp/a b",
        "spiffe://corp/a\n",
        "spiffe://c\u00f6rp/a",
        "https://corp/a"
      })
  void spiffeId_ofAnotherGrammar_none(String text) {
    assertThat(SpiffeId.parse(text)).isNull();
  }

  @Test
  void spiffeId_longerThanItsLimit_none() {
    String longest = "spiffe://corp/" + "a".repeat(2048 - 14);
    assertThat(SpiffeId.parse(longest)).isNotNull();
    assertThat(SpiffeId.parse(longest + "a")).isNull();
  }

  private static DistinguishedName name(String rfc2253) {
    return Objects.requireNonNull(DistinguishedName.of(new X500Principal(rfc2253)));
  }

  /** M14: escaping and encoding do not count, what is said and its order do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CN=a,O=b | cn = a , o = b | true",
        "CN=a\\,O\\=b | CN=a,O=b | false",
        "CN=a\\,O\\=b | CN=a\\2cO=b | true",
        "CN=a,O=b | O=b,CN=a | false",
        "CN=a,O=b | CN=a+O=b | false",
        "OU=x+CN=a,O=b | CN=a+OU=x,O=b | true",
        "CN=a,O=b | CN=A,O=b | false",
        "CN=a,O=b | 2.5.4.3=a,2.5.4.10=b | true",
        "CN=\\ a\\ ,O=b | CN=a,O=b | false",
        "CN=\\ a\\ ,O=b | CN=\\20a\\20,O=b | true",
        "CN=\\#a | CN=\\23a | true",
        "CN=a\\\\,O=b | CN=a\\5c,O=b | true",
        "CN=\u00e9 | CN=\\c3\\a9 | true",
        "CN=a | CN=a,O=b | false",
        "UID=7,DC=corp,DC=example | uid=7,dc=corp,dc=example | true"
      })
  void distinguishedName_written_equalsWhatItSays(String certificate, String text, boolean equal) {
    assertThat(name(certificate).equals(DistinguishedName.parse(text))).isEqualTo(equal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CN=a,O=b", "CN=a\\,O=b", "CN=\\#a\\+\\\"\\;", "CN=a+OU=b,C=DE", "CN=\\ a\\ "})
  void distinguishedName_itsText_readAgain(String text) {
    DistinguishedName name = DistinguishedName.parse(text);
    assertThat(DistinguishedName.parse(name.toString())).isEqualTo(name);
    assertThat(name(name.toString())).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "CN",
        "XY=a",
        "CN=a,",
        "CN=a,,O=b",
        "CN=a;O=b",
        "CN=a\\",
        "CN=\\g0",
        "CN=\\ff",
        "CN=\"a\"",
        "CN=a+CN=a",
        "=a",
        "1..2=a"
      })
  void distinguishedName_malformed_toldWhatIsExpected(String text) {
    assertThatThrownBy(() -> DistinguishedName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a name as CN=orders,O=Corp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spiffe://corp/ns/*/sa/* | spiffe://corp/ns/shop/sa/orders | true",
        "spiffe://corp/ns/*/sa/* | spiffe://corp/ns/a/b/sa/orders | false",
        "spiffe://corp/ns/*/sa/* | spiffe://corp/ns/shop/sa/orders/x | false",
        "spiffe://corp/ns/*/sa/* | spiffe://corp/ns/a.b/sa/orders | false",
        "spiffe://corp/** | spiffe://corp/ns/a.b/sa/orders | true",
        "spiffe://corp/** | spiffe://corp.evil/a | false",
        "*.svc.corp | orders.svc.corp | true",
        "*.svc.corp | a.orders.svc.corp | false",
        "*.svc.corp | svc.corp | false",
        "*.svc.corp | orders.svc.corp.evil | false",
        "**.svc.corp | a.orders.svc.corp | true",
        "orders | orders | true",
        "orders | Orders | false",
        "CN=*,O=Corp | x | true",
        "CN=orders,O=Corp | x | true",
        "O=Corp,CN=orders | x | false",
        "CN=orders | x | false",
        "CN=ord*,O=* | x | true",
        "CN=*s,O=Corp+OU=y | x | false"
      })
  void pattern_onAName_matchesAsItSays(String pattern, String identity, boolean matches) {
    assertThat(SubjectPattern.parse(pattern).matches(identity, name("CN=orders,O=Corp")))
        .isEqualTo(matches);
  }

  /** M14: a value with a comma is no second attribute, and a star does not leave its attribute. */
  @Test
  void pattern_onAForgedSubject_notMatched() {
    DistinguishedName forged = name("CN=orders\\,O\\=Corp,O=Evil");
    for (String pattern : List.of("CN=orders,O=Corp", "CN=*,O=Corp", "CN=**,O=Corp")) {
      assertThat(SubjectPattern.parse(pattern).matches("x", forged)).isFalse();
    }
    assertThat(SubjectPattern.parse("CN=**,O=Evil").matches("x", forged)).isTrue();
  }

  @Test
  void pattern_ofManyStars_decidedInTime() {
    SubjectPattern pattern = SubjectPattern.parse("**a".repeat(300) + "b");
    assertThat(pattern.matches("a".repeat(2048), name("CN=x"))).isFalse();
  }

  /** M16: the same key and names in another certificate are another certificate. */
  @Test
  void thumbprint_sameKeyIssuedAgain_another() throws Exception {
    TestCertificate authority = TestCertificate.root("ca").make();
    TestCertificate first = authority.leaf("orders").make();
    TestCertificate again = authority.leaf("orders").keys(first.keys()).make();
    Thumbprint thumbprint = Objects.requireNonNull(Thumbprint.of(first.certificate()));
    assertThat(thumbprint)
        .isEqualTo(Thumbprint.of(first.certificate()))
        .isNotEqualTo(Thumbprint.of(again.certificate()));
    assertThat(thumbprint.hex()).hasSize(64).isLowerCase();
  }
}
