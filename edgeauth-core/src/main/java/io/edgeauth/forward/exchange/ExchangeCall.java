package io.edgeauth.forward.exchange;

import io.edgeauth.oauth.ClientAuthentication;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundForm;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * Asks a token endpoint for a new token (RFC 8693, section 2.1). Any number of threads may ask at
 * once; each is blocked for at most the total timeout.
 */
final class ExchangeCall {

  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final int MAX_ANSWER = 64 * 1024;

  private final ExchangeSettings settings;
  private final OutboundClient outbound;
  private final ClientAuthentication client;

  /** Opens it while a generation is built. */
  ExchangeCall(ExchangeSettings settings, EdgeRuntime runtime) {
    this.settings = settings;
    this.outbound = runtime.outbound(settings.outbound());
    this.client = ClientAuthentication.open(settings.client(), settings.outbound(), runtime);
  }

  ExchangeAnswer ask(String token) {
    OutboundForm form =
        new OutboundForm()
            .field("grant_type", GRANT_TYPE)
            .field("subject_token", token)
            .field("subject_token_type", ExchangeReader.ACCESS_TOKEN)
            .field("requested_token_type", ExchangeReader.ACCESS_TOKEN);
    settings.audience().forEach(one -> form.field("audience", one));
    if (!settings.scope().isEmpty()) {
      form.field("scope", settings.scope());
    }
    client.prove(form, settings.endpoint().toString());
    try {
      return ExchangeReader.read(outbound.post(request(), form), token);
    } catch (OutboundException e) {
      return ExchangeReader.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the server is there. Blocks for a connect timeout at most. */
  boolean takesConnections() {
    return outbound.takesConnections(settings.endpoint(), settings.connectTimeout());
  }

  private OutboundRequest request() {
    return new OutboundRequest(
        settings.endpoint(),
        ExchangeReader.JSON,
        settings.connectTimeout(),
        settings.totalTimeout(),
        MAX_ANSWER);
  }
}
