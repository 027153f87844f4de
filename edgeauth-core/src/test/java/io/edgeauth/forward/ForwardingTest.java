package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardingTest {

  private static final HeaderField REQUEST_ID =
      new HeaderField("X-Request-Id", "0af7651916cd43dd8448eb211c80319d");

  private final Forwarding forwarding =
      Forwarding.of(ForwardSettings.DEFAULTS, Set.of(), "X-Forwarded-For");

  private static Identity identity(Credential.Builder credential) {
    return Identity.of(List.of(credential.build()), List.of("user"));
  }

  private static List<HeaderField> identityFields(Forwarding.Edits edits) {
    return edits.headers().fields().stream()
        .filter(
            field -> !field.name().equals("X-Request-Id") && !field.name().equals("traceparent"))
        .toList();
  }

  @Test
  void edits_identity_defaultHeaders() {
    Identity identity =
        identity(
            Credential.builder("jwt")
                .subject("alice")
                .client("app")
                .email("alice@example.com")
                .tenant("acme")
                .roles(List.of("user", "two words"))
                .scopes(List.of("read", "write")));
    Forwarding.Edits edits =
        forwarding.edits(TestRequest.get("/"), identity, REQUEST_ID, false, false);
    assertThat(identityFields(edits))
        .containsExactly(
            new HeaderField("X-User-Id", "alice"),
            new HeaderField("X-User-Email", "alice@example.com"),
            new HeaderField("X-User-Role", "user two%20words"),
            new HeaderField("X-User-Scope", "read write"),
            new HeaderField("X-Client-Id", "app"),
            new HeaderField("X-Tenant-Id", "acme"),
            new HeaderField("X-Auth-Method", "user"));
    assertThat(edits.headers().apply("X-Request-Id", List.of("theirs")))
        .containsExactly(REQUEST_ID.value());
  }

  @Test
  void edits_anonymous_noIdentityHeader() {
    assertThat(
            identityFields(
                forwarding.edits(
                    TestRequest.get("/"), Identity.ANONYMOUS, REQUEST_ID, false, false)))
        .isEmpty();
  }

  /** H06. */
  @Test
  void edits_lineBreakInRole_unforwardable() {
    Identity identity =
        identity(Credential.builder("jwt").roles(List.of("user\r\nX-User-Role: admin")));
    Forwarding.Edits edits =
        forwarding.edits(TestRequest.get("/"), identity, REQUEST_ID, false, false);
    assertThat(edits.refused()).isEqualTo(Reasons.IDENTITY_UNFORWARDABLE);
    assertThat(edits.detail()).isEqualTo("header X-User-Role");
    assertThat(identityFields(edits)).isEmpty();
  }

  /** H08: to the byte. */
  @Test
  void edits_largeIdentity_tooLarge() {
    int max = ForwardSettings.DEFAULTS.maxIdentityHeaders();
    int around = "X-User-Id".length() + 4 + "X-Auth-Method".length() + 4 + "user".length();
    assertThat(refusedOfSubject(max - around)).isNull();
    assertThat(refusedOfSubject(max - around + 1)).isEqualTo(Reasons.IDENTITY_TOO_LARGE);
    assertThat(refusedOfSubject(64 * 1024)).isEqualTo(Reasons.IDENTITY_TOO_LARGE);
    List<String> groups = IntStream.range(0, 5_000).mapToObj(i -> "group-" + i).toList();
    Forwarding.Edits edits =
        forwarding.edits(
            TestRequest.get("/"),
            identity(Credential.builder("jwt").roles(groups)),
            REQUEST_ID,
            false,
            false);
    assertThat(edits.refused()).isEqualTo(Reasons.IDENTITY_TOO_LARGE);
    assertThat(identityFields(edits)).isEmpty();
  }

  private io.edgeauth.reason.Reason refusedOfSubject(int length) {
    Identity identity = identity(Credential.builder("jwt").subject("x".repeat(length)));
    return forwarding.edits(TestRequest.get("/"), identity, REQUEST_ID, false, false).refused();
  }

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void trace_readable_passedOn() {
    TestRequest request =
        TestRequest.get("/").header("TraceParent", PARENT).header("tracestate", "a=b");
    HeaderEdits edits =
        forwarding.edits(request, Identity.ANONYMOUS, REQUEST_ID, false, false).headers();
    assertThat(edits.apply("traceparent", List.of(PARENT))).containsExactly(PARENT);
    assertThat(edits.apply("tracestate", List.of("a=b"))).containsExactly("a=b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
        "evil"
      })
  void trace_unreadable_begunAnew(String parent) {
    TestRequest request =
        TestRequest.get("/").header("traceparent", parent).header("tracestate", "a=b");
    begunAnew(request, parent);
  }

  @Test
  void trace_doubledOrAbsent_begunAnew() {
    begunAnew(
        TestRequest.get("/").header("traceparent", PARENT).header("traceparent", PARENT), PARENT);
    begunAnew(TestRequest.get("/"), PARENT);
  }

  /** Who has the id of a request finds its trace, and the other way round. */
  @Test
  void trace_begun_hasTheRequestsId() {
    HeaderField id = forwarding.newRequestId();
    HeaderEdits edits =
        forwarding.edits(TestRequest.get("/"), Identity.ANONYMOUS, id, false, false).headers();
    assertThat(edits.apply("traceparent", List.of()))
        .singleElement()
        .asString()
        .matches("00-" + id.value() + "-[0-9a-f]{16}-00");
  }

  private void begunAnew(TestRequest request, String parent) {
    HeaderEdits edits =
        forwarding.edits(request, Identity.ANONYMOUS, REQUEST_ID, false, false).headers();
    assertThat(edits.apply("traceparent", List.of(parent)))
        .singleElement()
        .asString()
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
        .isNotEqualTo(parent);
    assertThat(edits.apply("tracestate", List.of("a=b"))).isEmpty();
  }

  @Test
  void newRequestId_fourThreads_neverTheSame() throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> makers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        makers.add(
            () -> {
              for (int n = 0; n < 25_000; n++) {
                ids.add(forwarding.newRequestId().value());
              }
              return null;
            });
      }
      for (var made : threads.invokeAll(makers)) {
        made.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(ids).hasSize(100_000).allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  /** H10: a header that means something to HTTP, or is written already. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host", "content-length", "Content_Length", "Authorization", "Cookie", "Connection",
        "Transfer-Encoding", "TE", "Upgrade", "Forwarded", "X-Forwarded-For", "Signature",
        "traceparent", "tracestate", "a b", ""
      })
  void mapping_takenOrNoName_refused(String header) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeaderMapping(header, IdentitySource.parse("subject"), null))
        .withMessageContaining("expected: ");
  }

  @Test
  void settings_oneHeaderTwice_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("X-Request-Id", "X-User-Id", "x_user_id"))
        .withMessageContaining("x_user_id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("X-User-Id", "X-User-Id"))
        .withMessageContaining("X-User-Id");
    assertThatIllegalArgumentException().isThrownBy(() -> settings("Host", "X-User-Id"));
    assertThat(settings("X-Request-Id", "X-User-Id", "X-UserId").headers()).hasSize(2);
  }

  private static ForwardSettings settings(String requestId, String... headers) {
    List<HeaderMapping> mappings = new ArrayList<>();
    for (String header : headers) {
      mappings.add(new HeaderMapping(header, IdentitySource.parse("subject"), null));
    }
    return new ForwardSettings(
        false, mappings, ListFormat.SPACE, HeaderEncoding.PERCENT, List.of(), requestId, 16 * 1024);
  }

  @Test
  void source_everyWord_readsItsField() {
    Identity identity =
        identity(
            Credential.builder("api-key")
                .username("n")
                .claims(java.util.Map.of("department", "sales"))
                .attribute("api-key.owner", "o"));
    assertThat(IdentitySource.parse("username").of(identity)).isEqualTo("n");
    assertThat(IdentitySource.parse("claim:department").of(identity)).isEqualTo("sales");
    assertThat(IdentitySource.parse("api-key.owner").of(identity)).isEqualTo("o");
    assertThat(IdentitySource.parse("certificate.cn").of(identity)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdentitySource.parse("subjct"))
        .withMessageContaining("subject");
    assertThatIllegalArgumentException().isThrownBy(() -> IdentitySource.parse("claim:"));
  }
}
