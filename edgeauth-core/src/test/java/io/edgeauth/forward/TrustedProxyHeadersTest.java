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
import org.junit.jupiter.params.provider.ValueSource;

/** What a trusted proxy says about a request goes on; what strangers say in its words does not. */
final class TrustedProxyHeadersTest {

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  private final Forwarding forwarding =
      Forwarding.of(ForwardSettings.DEFAULTS, Set.of(Carrier.AUTHORIZATION), "CF-Connecting-IP");

  private HeaderEdits edits(TestRequest request, boolean viaProxy) {
    return forwarding.edits(request, Identity.ANONYMOUS, REQUEST_ID, viaProxy, false).headers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Server",
        "Forwarded",
        "forwarded",
        "CF-Connecting-IP"
      })
  void removes_forwardingHeader_ofStrangersAlone(String name) {
    TestRequest request = TestRequest.get("/").header(name, "v");
    assertThat(edits(request, false).apply(name, List.of("v"))).isEmpty();
    assertThat(edits(request, true).apply(name, List.of("v"))).containsExactly("v");
  }

  /** H01, P13: a spelling that a proxy does not use, and a backend may take for the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Forwarded_For",
        "x_forwarded-for",
        "X.Forwarded.Host",
        "X-Forwarded_Proto",
        "CF_Connecting_IP",
        "X-Forwarded-For ",
        "X~Forwarded~For"
      })
  void removes_otherSpelling_ofEverybody(String name) {
    TestRequest request = TestRequest.get("/").header(name, "evil");
    assertThat(edits(request, false).removes(name)).isTrue();
    assertThat(edits(request, true).removes(name)).isTrue();
    assertThat(edits(request, true).removes("X_Custom")).isFalse();
  }

  /** R17, R18, M01: what nobody may send, trusted proxies no more than others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Uri",
        "X-Forwarded-Method",
        "X-Forwarded-Prefix",
        "X-Forwarded-User",
        "X-Forwarded-Email",
        "X-Forwarded-Groups",
        "X-Forwarded-Preferred-Username",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-Tls-Client-Cert",
        "X-Forwarded-Tls-Client-Cert-Info",
        "Client-Cert",
        "X-SSL-Client-Verify",
        "SSL_CLIENT_CERT",
        "X-Amzn-Mtls-Clientcert-Leaf",
        "X-ARR-ClientCert",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Envoy-Original-Path",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "Signature",
        "Signature-Input",
        "X-Consumer-ID",
        "X-Anonymous-Consumer",
        "X-User-Id",
        "x_user_role",
        "X-Edge-Identity",
        "Authorization",
        "DPoP"
      })
  void removes_identityAndTarget_ofEverybody(String name) {
    TestRequest request = TestRequest.get("/").header(name, "evil");
    for (boolean viaProxy : new boolean[] {false, true}) {
      assertThat(edits(request, viaProxy).apply(name, List.of("evil"))).isEmpty();
    }
  }

  /** P13, H03: a client must not choose through the proxy that the next one drops its word. */
  @Test
  void connection_namesForwardingHeader_cleaned() {
    TestRequest request =
        TestRequest.get("/").header("Connection", "close, X-Forwarded-For, forwarded, X-User-Id");
    for (boolean viaProxy : new boolean[] {false, true}) {
      assertThat(edits(request, viaProxy).apply("Connection", request.headers("Connection")))
          .containsExactly("close");
    }
  }

  /** All kinds of requests have what ends here compiled; credentials are a matter of their own. */
  @Test
  void removes_credentialsKept_restAsEver() {
    for (boolean viaProxy : new boolean[] {false, true}) {
      HeaderEdits edits =
          forwarding
              .edits(TestRequest.get("/"), Identity.ANONYMOUS, REQUEST_ID, viaProxy, true)
              .headers();
      assertThat(edits.removes("Authorization")).isFalse();
      assertThat(edits.removes("DPoP")).isFalse();
      assertThat(edits.removes("X-User-Id")).isTrue();
      assertThat(edits.removes("Client-Cert")).isTrue();
      assertThat(edits.removes("X-Forwarded-For")).isEqualTo(!viaProxy);
    }
  }
}
