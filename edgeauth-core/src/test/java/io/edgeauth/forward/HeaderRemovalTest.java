package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.Carrier;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.HeaderName;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderRemovalTest {

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  private static final Identity ALICE =
      Identity.of(List.of(Credential.builder("jwt").subject("alice").build()), List.of("user"));

  private final Forwarding forwarding =
      Forwarding.of(
          ForwardSettings.DEFAULTS,
          Set.of(Carrier.AUTHORIZATION, Carrier.header("X-Key")),
          "X-Real-IP");

  private HeaderEdits edits(TestRequest request, Identity identity) {
    return forwarding.edits(request, identity, REQUEST_ID, false, false).headers();
  }

  /** H01, H02, H04: every spelling, with an identity and without, known names and unknown ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "x-user-id",
        "X_User_Id",
        "X.User.Id",
        "x-user_id",
        "X-USER-ID",
        "X-User-Id ",
        "X-User-Unknown",
        "x_user_email",
        "X-Client-Id",
        "x_client_id",
        "X-Client-Id ",
        "X-Tenant.Id",
        "X-Scopes",
        "X-Auth-Method",
        "X-Owner-Anything",
        "X-Client-Cert-CN",
        "X-Edge-Identity"
      })
  void removes_identityHeader_inEverySpelling(String name) {
    for (Identity identity : List.of(Identity.ANONYMOUS, ALICE)) {
      HeaderEdits edits = edits(TestRequest.get("/").header(name, "mallory"), identity);
      assertThat(edits.removes(name)).isTrue();
      assertThat(edits.apply(name, List.of("mallory"))).doesNotContain("mallory");
      assertThat(edits.names(List.of(name, "Accept")))
          .contains("Accept")
          .doesNotContain("X_User_Id");
    }
  }

  @Test
  void apply_identity_exactlyOurValue() {
    HeaderEdits edits =
        edits(TestRequest.get("/").header("x-user-id", "a").header("X-User-Id", "b"), ALICE);
    assertThat(edits.apply("X-USER-ID", List.of("a", "b"))).containsExactly("alice");
    assertThat(edits.names(List.of("x-user-id", "X-User-Id"))).containsOnlyOnce("X-User-Id");
  }

  /** R17, R18, M01, H05: what servers and frameworks are known to believe. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Client-Cert",
        "Client-Cert-Chain",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-Tls-Client-Cert",
        "X-Forwarded-Tls-Client-Cert-Info",
        "X-SSL-Client-Cert",
        "X-SSL-Client-S-DN",
        "SSL-Client-Cert",
        "ssl_client_cert",
        "SSL_CLIENT_VERIFY",
        "X-Client-Cert",
        "X-Amzn-Mtls-Clientcert",
        "X-Amzn-Mtls-Clientcert-Leaf",
        "X-ARR-ClientCert",
        "X-Original-URL",
        "X-Original-URI",
        "X-Original-Method",
        "X-Rewrite-URL",
        "x_rewrite_url",
        "X-Override-URL",
        "X-Forwarded-Uri",
        "X-Forwarded-Method",
        "X-Forwarded-Prefix",
        "X-Forwarded-Path",
        "X-Envoy-Original-Path",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X_HTTP_METHOD_OVERRIDE",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-User",
        "X-Forwarded-Email",
        "X-Forwarded-Groups",
        "X-Forwarded-Preferred-Username",
        "X-Forwarded-Access-Token",
        "Forwarded",
        "FORWARDED",
        "Signature",
        "signature_input",
        "Signature-Input",
        "X-Consumer-ID",
        "X-Consumer-Username",
        "X-Consumer-Custom-Id",
        "X-Credential-Identifier",
        "X-Anonymous-Consumer",
        "Authorization",
        "authorization",
        "DPoP",
        "X-Key",
        "x_key",
        "X-Request-Id",
        "X_Request_Id",
        "x.request.id"
      })
  void removes_headerThatIsBelieved_always(String name) {
    assertThat(edits(TestRequest.get("/"), Identity.ANONYMOUS).apply(name, List.of("evil")))
        .doesNotContain("evil");
  }

  /** Their positive twins. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept",
        "Cookie",
        "Host",
        "User-Agent",
        "X-Users",
        "X-UserId",
        "X-Scope",
        "Via",
        "X-Custom",
        "Signatures",
        "Content-Type",
        "Proxy-Status"
      })
  void removes_otherHeader_not(String name) {
    assertThat(edits(TestRequest.get("/"), ALICE).apply(name, List.of("v"))).containsExactly("v");
  }

  /** A name that HTTP does not allow may be read as another one behind us. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "X-Tenant-Id\t", " X-Tenant-Id", "X-Tenant-Id\u0000", "X-T\u00e9nant"})
  void removes_noName_always(String name) {
    assertThat(edits(TestRequest.get("/"), ALICE).removes(name)).isTrue();
  }

  /** H03: a client must not choose that the next proxy drops what we write. */
  @Test
  void connection_namesOurHeaders_cleaned() {
    TestRequest request =
        TestRequest.get("/")
            .header("Connection", "close, X-User-Id,x_user_role")
            .header("connection", "Signature, X-Request-Id, upgrade, traceparent, Authorization,");
    HeaderEdits edits = edits(request, ALICE);
    assertThat(edits.apply("Connection", request.headers("Connection")))
        .containsExactly("close, upgrade");
    assertThat(edits.names(List.of("Connection", "connection"))).containsOnlyOnce("Connection");
  }

  @Test
  void connection_namesOnlyOurs_gone() {
    TestRequest request = TestRequest.get("/").header("Connection", "X-User-Id");
    HeaderEdits edits = edits(request, Identity.ANONYMOUS);
    assertThat(edits.apply("connection", request.headers("Connection"))).isEmpty();
    assertThat(edits.names(List.of("connection")))
        .noneMatch(name -> HeaderName.same(name, "Connection"));
  }

  @Test
  void connection_honest_untouched() {
    TestRequest request = TestRequest.get("/").header("Connection", "keep-alive,  Upgrade,,");
    assertThat(edits(request, ALICE).apply("Connection", request.headers("Connection")))
        .containsExactly("keep-alive,  Upgrade,,");
  }

  /** M01: what is reserved replaces the default, and the certificate's headers stay out. */
  @ParameterizedTest
  @ValueSource(
      strings = {"X-Client-Cert", "X-Client-Cert-CN", "x_client_cert_cn", "SSL_CLIENT_CERT"})
  void removes_certificateWhereNothingIsReserved_allTheSame(String name) {
    ForwardSettings bare =
        new ForwardSettings(
            false,
            List.of(),
            ListFormat.SPACE,
            HeaderEncoding.PERCENT,
            List.of(),
            "X-Request-Id",
            16_384);
    assertThat(HeaderRemoval.fromProxies(bare).removes(name)).isTrue();
    assertThat(HeaderRemoval.fromProxies(bare).removes("X-Client-Certain")).isFalse();
  }
}
