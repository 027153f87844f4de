package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.Carrier;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H11. */
final class CredentialRemovalTest {

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  private static final Set<Carrier> CARRIERS =
      Set.of(
          Carrier.AUTHORIZATION,
          Carrier.header("X-API-Key"),
          Carrier.cookie("token"),
          Carrier.query("access_token"),
          Carrier.TLS,
          Carrier.proxyHeader("X-Tls-Who"));

  private final Forwarding forwarding =
      Forwarding.of(ForwardSettings.DEFAULTS, CARRIERS, "X-Forwarded-For");

  private static final TestRequest EVERYTHING =
      TestRequest.get("/")
          .bearer("t")
          .header("X-API-Key", "k")
          .header("DPoP", "p")
          .header("Cookie", "a=1; token=t; b=2")
          .query("access_token=t&q=1");

  @Test
  void edits_credentials_endHere() {
    Forwarding.Edits edits =
        forwarding.edits(EVERYTHING, Identity.ANONYMOUS, REQUEST_ID, false, false);
    for (String header : List.of("Authorization", "X-API-Key", "x_api_key", "DPoP")) {
      assertThat(edits.headers().apply(header, List.of("secret"))).as(header).isEmpty();
    }
    assertThat(edits.headers().apply("Cookie", EVERYTHING.headers("Cookie")))
        .containsExactly("a=1; b=2");
    assertThat(edits.query().apply(EVERYTHING.rawQuery())).isEqualTo("q=1");
  }

  /** M01: also where credentials go on, and from a trusted proxy. */
  @Test
  void edits_certificateUnderANameOfItsOwn_endsAlways() {
    for (boolean viaProxy : List.of(true, false)) {
      for (boolean keeps : List.of(true, false)) {
        Forwarding.Edits edits =
            forwarding.edits(EVERYTHING, Identity.ANONYMOUS, REQUEST_ID, viaProxy, keeps);
        for (String header : List.of("X-Tls-Who", "x_tls_who")) {
          assertThat(edits.headers().apply(header, List.of("cert"))).isEmpty();
        }
        assertThat(edits.headers().apply("X-Tls-Whom", List.of("v"))).isNotEmpty();
      }
    }
  }

  /** On purpose; identity headers of the client end all the same. */
  @Test
  void edits_keepCredentials_goOn() {
    Forwarding.Edits edits =
        forwarding.edits(EVERYTHING, Identity.ANONYMOUS, REQUEST_ID, false, true);
    for (String header : List.of("Authorization", "X-API-Key", "DPoP", "Cookie")) {
      assertThat(edits.headers().apply(header, List.of("v"))).as(header).containsExactly("v");
    }
    assertThat(edits.query().apply(EVERYTHING.rawQuery())).isEqualTo(EVERYTHING.rawQuery());
    assertThat(edits.headers().removes("X-User-Id")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "token=t | none",
        "token=t; token=u | none",
        "token =t;a=1 | a=1",
        "token=\"t\" ; a=\"x\" | a=\"x\"",
        "a=1;token=t;b=2 | a=1; b=2",
        "tokens=t; Token=t; a=token=t | tokens=t; Token=t; a=token=t",
        "a=1;  b=2 | a=1;  b=2"
      })
  void edits_cookie_onlyTheNamedOneGoes(String sent, String forwarded) {
    HeaderEdits edits =
        forwarding
            .edits(
                TestRequest.get("/").header("Cookie", sent),
                Identity.ANONYMOUS,
                REQUEST_ID,
                false,
                false)
            .headers();
    assertThat(edits.apply("cookie", List.of(sent)))
        .isEqualTo(forwarded == null ? List.of() : List.of(forwarded));
  }

  @Test
  void edits_cookieOverSeveralLines_joinedWithoutIt() {
    TestRequest request =
        TestRequest.get("/").header("Cookie", "a=1; token=t").header("cookie", "b=2");
    HeaderEdits edits =
        forwarding.edits(request, Identity.ANONYMOUS, REQUEST_ID, false, false).headers();
    assertThat(edits.apply("Cookie", request.headers("Cookie"))).containsExactly("a=1; b=2");
  }
}
