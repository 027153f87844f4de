package io.edgeauth;

import io.edgeauth.authn.ClientCertificates;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.CountedLimits;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.route.Route;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides requests: who is calling, whether they may, and what the backend is told about them.
 *
 * <pre>{@code
 * EdgeAuth edge = EdgeAuth.builder()
 *     .authenticator("user", Jwt.issuer("https://id.example.com").audience("api"))
 *     .route(Route.path("/health").allowPublic())
 *     .route(Route.path("/api/admin/**").authenticate("user").requireRole("admin"))
 *     .route(Route.path("/api/**").authenticate("user"))
 *     .build();
 * }</pre>
 *
 * <p>Closed by default: what no route matches is refused, and so is what a bug keeps from being
 * decided. Any number of threads may use it at once. Close it when the application ends.
 */
public final class EdgeAuth implements AutoCloseable {

  private final Generations generations;

  EdgeAuth(Generations generations) {
    this.generations = generations;
  }

  /**
   * Begins an EdgeAuth in code. Everything that a configuration file can say can be said with it,
   * in the same words.
   *
   * @return the builder
   */
  public static EdgeAuthBuilder builder() {
    return new EdgeAuthBuilder();
  }

  /**
   * Makes an EdgeAuth of a configuration file, which is watched unless it says otherwise.
   *
   * @param file YAML
   * @return it; close it
   * @throws io.edgeauth.config.ConfigurationException with every problem that the file has
   */
  public static EdgeAuth from(Path file) {
    return builder().configuration(file).build();
  }

  /**
   * Decides a request. Blocks at most while something that is needed is fetched for the first time,
   * within its timeouts.
   *
   * <p>A request that has to wait for a rate limit is a {@link Decision.Delay}: it is under way
   * until its {@code then} was asked or its place was given up, and what it takes to decide it
   * stays open.
   *
   * @param request the request as the server received it
   * @return what is to be done with it; never null, and this never throws because of a request
   */
  public Decision decide(EdgeRequest request) {
    return generations.decide(request, new CountedLimits());
  }

  /**
   * Decides a request again, since the application hands it on to another target. Rate limits that
   * have counted the client's request do not count it once more.
   *
   * @param request the request, as it is for its new target
   * @param counted what was given for the first target, and every one before this
   * @return what is to be done with it
   */
  public Decision decide(EdgeRequest request, CountedLimits counted) {
    return generations.decide(request, counted);
  }

  /**
   * Decides a request and tells how, without telling listeners and without counting it. Operators
   * use it to try a configuration out.
   *
   * @param request the request
   * @return the decision and what each stage said
   */
  public Explanation explain(EdgeRequest request) {
    return generations.explain(request);
  }

  /**
   * Makes the answer to a request that its server refused before it could be decided, such as one
   * whose headers are too large: in the form of every other refusal, with a request id. No listener
   * is told. It may be asked for after this was closed, too.
   *
   * @param status an HTTP status, from 400 to 599
   * @return what is to be answered
   */
  public Decision.Reject refusal(int status) {
    return generations.refusal(status);
  }

  /**
   * Begins to refuse tokens that are right otherwise. Every request that begins after this has
   * returned is refused, also where its token was verified and remembered before.
   *
   * <p>It survives a change of the configuration as long as there is an authenticator of this name,
   * and ends with this EdgeAuth: what is to last longer is written into the file of {@code
   * deny-list}. An authenticator keeps up to 1 000 000 denials; lift those whose tokens have
   * expired.
   *
   * @param authenticator the name of an authenticator that keeps a deny-list, as those of JWTs do
   * @param denial what is refused; one that is there already changes nothing
   * @throws IllegalArgumentException if there is no such authenticator; the message names those
   *     there are
   * @throws IllegalStateException if there are too many denials, or this is closed; then nothing
   *     has changed
   */
  public void deny(String authenticator, Denial denial) {
    generations.deny(authenticator, denial);
  }

  /**
   * Takes back an equal denial that {@link #deny} made. What another denial or the file names stays
   * refused.
   *
   * @param authenticator the name of the authenticator
   * @param denial what is no longer refused by it
   * @return whether there was one
   * @throws IllegalArgumentException if there is no such authenticator that keeps a deny-list; the
   *     message names those there are
   * @throws IllegalStateException if this is closed
   */
  public boolean liftDenial(String authenticator, Denial denial) {
    return generations.lift(authenticator, denial);
  }

  /**
   * Forgets what is known of a token or another credential, wherever it is remembered in this
   * instance: what authorization servers said of it, what it was exchanged for, and what
   * authenticators of your own said that are wrapped in a {@code CachingAuthenticator}. Whoever
   * revokes a token calls it, so that no request that begins after this has returned is decided by
   * what was said before; also an answer that is on its way then is not remembered.
   *
   * <p>Where instances share answers, the others are told, and forget it as soon as they hear of
   * it. This waits for the store that they share, at most for its timeout.
   *
   * <p>A JWT is verified without asking anybody. That it was is forgotten too, and the next request
   * verifies it anew: {@link #deny} refuses it.
   *
   * @param token the credential as clients send it, without a scheme in front; one that nobody
   *     knows changes nothing
   * @throws IllegalStateException if this is closed
   */
  public void invalidate(String token) {
    generations.invalidate(token);
  }

  /**
   * The API keys of an authenticator, to be issued, found, rotated and revoked. Ask anew after a
   * change of the configuration: what was given out before manages what was there before.
   *
   * @param authenticator the name of an authenticator of API keys
   * @return what manages its keys
   * @throws IllegalArgumentException if there is no such authenticator; the message names those
   *     there are
   * @throws IllegalStateException if this is closed
   */
  public ApiKeys apiKeys(String authenticator) {
    return generations.apiKeys(authenticator);
  }

  /**
   * The client certificates that the authenticators of certificates take, for a server that ends
   * TLS itself.
   *
   * @return them, as the configuration in force says whenever it is asked; none where there is no
   *     such authenticator
   */
  public ClientCertificates clientCertificates() {
    return new LiveCertificates(generations);
  }

  /**
   * The routes that are in force.
   *
   * @return in their order
   */
  public List<Route> routes() {
    return generations.routes();
  }

  /**
   * Reads the configuration file again, as its watch does when it changes. What is under way is
   * decided by the old one.
   *
   * @throws io.edgeauth.config.ConfigurationException with every problem that the file has now;
   *     then nothing has changed
   * @throws IllegalStateException if there is no file, or this is closed
   */
  public void reload() {
    generations.reload();
  }

  /** Ends threads, connections and watches. Requests that come later are refused with 503. */
  @Override
  public void close() {
    generations.close();
  }
}
