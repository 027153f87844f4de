package io.edgeauth.authn.introspection;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.introspection.SignedAnswers.UnusableAnswerException;
import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.oauth.ClientAuthentication;
import io.edgeauth.outbound.IssuerMetadata.MetadataException;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundForm;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundResponse;
import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks an authorization server about one token (RFC 7662, section 2). Only 200 in the form that was
 * asked for is an answer; everything else is trouble, never the token's fault.
 *
 * <p>Any number of threads may ask at once; each is blocked for at most the total timeout.
 */
final class IntrospectionCall {

  private static final int MAX_ANSWER = 64 * 1024;

  private final IntrospectionSettings settings;
  private final IntrospectionEndpoint endpoint;
  private final OutboundClient outbound;
  private final ClientAuthentication client;
  private final @Nullable SignedAnswers signed;
  private final IntrospectionRules rules;
  private final Ticker ticker;

  IntrospectionCall(
      IntrospectionSettings settings,
      IntrospectionEndpoint endpoint,
      OutboundClient outbound,
      ClientAuthentication client,
      @Nullable SignedAnswers signed,
      IntrospectionRules rules,
      EdgeRuntime runtime) {
    this.settings = settings;
    this.endpoint = endpoint;
    this.outbound = outbound;
    this.client = client;
    this.signed = signed;
    this.rules = rules;
    this.ticker = runtime.ticker();
  }

  RemoteAnswer ask(String token) {
    long deadline = ticker.read() + settings.remote().totalTimeout().toNanos();
    OutboundResponse response;
    try {
      response = post(endpoint.address(), token, deadline);
    } catch (OutboundException | MetadataException e) {
      endpoint.failed();
      return failed(String.valueOf(e.getMessage()), null);
    }
    if (response.status() != 200) {
      endpoint.failed();
      return new RemoteAnswer.Failed(
          "the endpoint answered " + response.status(), response.retryAfter(), refusesUs(response));
    }
    if (!settings.accept().mediaType().equals(response.mediaType())) {
      return failed(
          "the endpoint answered with another type than " + settings.accept().mediaType(), null);
    }
    return read(response.body());
  }

  /** Keycloak says 400 of an assertion that it does not believe (RFC 6749, section 5.2). */
  private static boolean refusesUs(OutboundResponse response) {
    if (response.status() != 400) {
      return response.status() == 401 || response.status() == 403;
    }
    try {
      return "invalid_client".equals(JsonReader.readObject(response.body()).get("error"));
    } catch (JsonException e) {
      return false;
    }
  }

  private OutboundResponse post(URI address, String token, long deadline) throws OutboundException {
    long left = deadline - ticker.read();
    if (left <= 0) {
      throw new OutboundException("no time was left to ask the endpoint");
    }
    OutboundForm form =
        new OutboundForm().field("token", token).field("token_type_hint", "access_token");
    String issuer = settings.issuer();
    client.prove(form, issuer == null ? address.toString() : issuer);
    return outbound.post(
        new OutboundRequest(
            address,
            settings.accept().mediaType(),
            settings.connectTimeout(),
            Duration.ofNanos(Math.max(1_000_000, left)),
            MAX_ANSWER),
        form);
  }

  private RemoteAnswer read(byte[] body) {
    try {
      Map<String, Object> answer = signed == null ? JsonReader.readObject(body) : signed.read(body);
      RemoteAnswer judged = rules.judge(answer, body.length);
      return settings.shared() == null ? judged : judged.saying(JsonWriter.write(answer));
    } catch (JsonException e) {
      return failed("an answer that is no JSON object: " + e.getMessage(), null);
    } catch (UnusableAnswerException e) {
      return failed(String.valueOf(e.getMessage()), e.retryAfter());
    }
  }

  /** Judges what the server has said to another instance. */
  @Nullable RemoteAnswer judge(String said) {
    byte[] body = said.getBytes(StandardCharsets.UTF_8);
    try {
      return rules.judge(JsonReader.readObject(body), body.length);
    } catch (JsonException e) {
      return null;
    }
  }

  private static RemoteAnswer failed(String detail, @Nullable Duration retryAfter) {
    return new RemoteAnswer.Failed(detail, retryAfter, false);
  }
}
