package io.edgeauth.authn.introspection;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.authn.remote.RemoteAnswers;
import io.edgeauth.authn.remote.RemoteQuestion;
import io.edgeauth.authn.remote.SharedAnswers;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.KeySets;
import io.edgeauth.keys.RemoteKeySettings;
import io.edgeauth.oauth.ClientAuthentication;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One authorization server and what it said. Leased, so that a change of the configuration that is
 * none for it forgets nothing. Any number of threads may use it at once.
 */
final class IntrospectionService implements AutoCloseable {

  private record StoreLease(SharedAnswersSpec store, OutboundSettings outbound) {}

  private static final int MAX_KEY_SET = 512 * 1024;

  private final RemoteAnswers answers;
  private final IntrospectionCall call;
  private final IntrospectionSettings settings;
  private final ClientAuthentication authentication;
  private final @Nullable SharedAnswers shared;

  /** What the keys of the shared answers are made of. */
  private volatile byte @Nullable [] material;

  private IntrospectionService(IntrospectionSettings settings, EdgeRuntime runtime) {
    OutboundClient client = runtime.outbound(settings.outbound());
    this.settings = settings;
    this.authentication =
        ClientAuthentication.open(settings.client(), settings.outbound(), runtime);
    SignedAnswers signed =
        settings.accept() == AnswerFormat.JWT
            ? new SignedAnswers(settings, keys(settings, runtime), runtime.clock())
            : null;
    this.call =
        new IntrospectionCall(
            settings,
            new IntrospectionEndpoint(settings, client, runtime),
            client,
            authentication,
            signed,
            new IntrospectionRules(settings, runtime),
            runtime);
    SharedAnswersSpec store = settings.shared();
    this.shared =
        store == null
            ? null
            : runtime
                .leases()
                .take(
                    new StoreLease(store, settings.outbound()),
                    () -> store.open(runtime, settings.outbound()));
    this.answers =
        new RemoteAnswers(
            settings.name(),
            settings.remote(),
            new RemoteAnswers.Reasons(
                Reasons.INTROSPECTION_UNAVAILABLE, Reasons.INTROSPECTION_BUSY),
            runtime);
    URI place = settings.endpoint();
    URI server = place == null ? URI.create(Objects.requireNonNull(settings.issuer())) : place;
    answers.watch(() -> client.takesConnections(server, settings.connectTimeout()));
    share();
  }

  /**
   * Opens it.
   *
   * @param runtime the runtime, while a generation is built
   * @throws io.edgeauth.oauth.InvalidClientException if the client's credentials cannot be used
   */
  static IntrospectionService open(IntrospectionSettings settings, EdgeRuntime runtime) {
    return runtime.leases().take(settings, () -> new IntrospectionService(settings, runtime));
  }

  /** The keys of the issuer, by its metadata, as those of JWTs are fetched by default. */
  private static KeySet keys(IntrospectionSettings settings, EdgeRuntime runtime) {
    return KeySets.remote(
        new RemoteKeySettings(
            Objects.requireNonNull(settings.issuer()),
            null,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            settings.connectTimeout(),
            settings.remote().totalTimeout(),
            MAX_KEY_SET,
            settings.outbound()),
        runtime);
  }

  @Nullable AuthenticationResult known(TokenDigest digest) {
    return answers.known(digest);
  }

  /** Blocks while the server is asked. */
  AuthenticationResult ask(TokenDigest digest, String token) {
    share();
    return answers.of(
        digest,
        new RemoteQuestion() {
          @Override
          public RemoteAnswer ask() {
            return call.ask(token);
          }

          @Override
          public @Nullable RemoteAnswer judge(String said) {
            return call.judge(said);
          }
        });
  }

  /** Anew where the client's secret or key has become another: instances meet under the new one. */
  private void share() {
    if (shared != null && material != authentication.material()) {
      shareUnder(shared, authentication.material());
    }
  }

  private synchronized void shareUnder(SharedAnswers store, byte[] secret) {
    if (material != secret) {
      String server =
          settings.endpoint() == null ? settings.issuer() : settings.endpoint().toString();
      answers.share(
          store,
          secret,
          server + '\n' + settings.client().clientId() + '\n' + settings.accept().mediaType());
      material = secret;
    }
  }

  /** Waits for the shared store, where there is one, for at most its timeout. */
  void forget(TokenDigest digest) {
    share();
    answers.forget(digest);
  }

  @Override
  public void close() {
    answers.close();
  }
}
