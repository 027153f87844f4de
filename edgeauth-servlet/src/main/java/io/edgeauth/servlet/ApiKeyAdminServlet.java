package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.identity.Identity;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues, lists, rotates and revokes the API keys of an EdgeAuth, as JSON over HTTP: {@code GET
 * …/openapi.json} describes it. Map it to a path with everything below, such as {@code
 * /api-keys/*}, behind an {@link EdgeAuthFilter} whose routes say who may.
 *
 * <p>It decides nothing itself, and is closed where nobody did: a request that no such filter let
 * through, or that it let through as nobody, is refused. Pages of other sites cannot use it, since
 * what changes something must be {@code application/json} and of the same origin.
 *
 * <p>It asks for the keys of an authenticator with every request, so that a changed configuration
 * counts. Any number of threads may run it at once; it blocks as the keys' store does.
 */
public final class ApiKeyAdminServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String DESCRIPTION = "api-keys-openapi.json";
  private static final Logger log = LoggerFactory.getLogger(ApiKeyAdminServlet.class);

  private final transient EdgeAuth edge;
  private final transient String description = description();
  private final transient AtomicBoolean toldUnprotected = new AtomicBoolean();

  private ApiKeyAdminServlet(EdgeAuth edge) {
    this.edge = edge;
  }

  /**
   * Makes the servlet.
   *
   * @param edge whose keys are managed; its owner closes it. It need not be the one whose filter
   *     stands before the servlet
   * @return the servlet, to be mapped
   */
  public static ApiKeyAdminServlet of(EdgeAuth edge) {
    return new ApiKeyAdminServlet(edge);
  }

  private static String description() {
    try (InputStream in = ApiKeyAdminServlet.class.getResourceAsStream(DESCRIPTION)) {
      return new String(
          Objects.requireNonNull(in, DESCRIPTION).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AdminAnswers.write(answer(request), edge, request, response);
  }

  private AdminAnswer answer(HttpServletRequest request) throws IOException {
    Identity caller = EdgeAuthFilter.identity(request);
    if (caller.isAnonymous()) {
      tellUnprotected(request);
      return AdminAnswer.problem(403, "Nobody has said who is calling.");
    }
    AdminPath path = AdminPath.of(request);
    // What is dispatched from inside the application names no path of the client's.
    if (path == null || request.getDispatcherType() != DispatcherType.REQUEST) {
      return AdminAnswer.NOT_FOUND;
    }
    String allow = path.resource().allow();
    return switch (request.getMethod()) {
      case "OPTIONS" -> new AdminAnswer.Done(204, Map.of("Allow", allow), null);
      case "GET", "HEAD" -> path.resource().isRead() ? read(path, request) : notAllowed(allow);
      case "POST" ->
          path.resource().isChanged() ? change(path, caller, request) : notAllowed(allow);
      default -> notAllowed(allow);
    };
  }

  /** Preflights of browsers come as nobody wherever they are let through: nothing is amiss then. */
  private void tellUnprotected(HttpServletRequest request) {
    if (!request.getMethod().equals("OPTIONS") && toldUnprotected.compareAndSet(false, true)) {
      log.warn(
          "ApiKeyAdminServlet refuses requests that come to it as nobody's: put EdgeAuthFilter"
              + " before it, mapped to /*, and give its path a route that is neither public,"
              + " optional nor in shadow mode, such as {path: /api-keys/**, authenticate: user,"
              + " require: {roles: admin}}. This is said once");
    }
  }

  private static AdminAnswer notAllowed(String allow) {
    return new AdminAnswer.Problem(
        405, "The resource has other methods.", Map.of("Allow", allow), List.of());
  }

  private AdminAnswer read(AdminPath path, HttpServletRequest request) {
    if (path.resource() == AdminPath.Resource.DESCRIPTION) {
      return new AdminAnswer.Done(200, Map.of(), description);
    }
    ApiKeys keys = keys(path);
    return keys == null
        ? AdminAnswer.NOT_FOUND
        : asked(path, () -> new AdminKeys(keys, path).read(request));
  }

  private AdminAnswer change(AdminPath path, Identity caller, HttpServletRequest request)
      throws IOException {
    if (CrossSite.sends(request)) {
      return AdminAnswer.problem(403, "A page of another site sent the request.");
    }
    ApiKeys keys = keys(path);
    if (keys == null) {
      return AdminAnswer.NOT_FOUND;
    }
    AdminBody body = AdminBody.read(request);
    if (body instanceof AdminBody.Members members) {
      String who = caller.subject() == null ? caller.client() : caller.subject();
      ApiKeys told = who == null ? keys : keys.by(who);
      return asked(path, () -> new AdminKeys(told, path).change(request, members));
    }
    return ((AdminBody.Refused) body).answer();
  }

  /** The keys of the authenticator that the path names, or null where there is none. */
  private @Nullable ApiKeys keys(AdminPath path) {
    try {
      return edge.apiKeys(path.authenticator());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private interface Question {
    AdminAnswer ask() throws ApiKeyStoreException;
  }

  private static AdminAnswer asked(AdminPath path, Question question) {
    try {
      return question.ask();
    } catch (ApiKeyStoreException e) {
      String reason = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
      log.error("keys of {}: not managed now: {}", path.authenticator(), reason);
      return new AdminAnswer.Problem(
          503,
          "The store of the keys is out of reach, or full.",
          Map.of("Retry-After", "1"),
          List.of());
    }
  }
}
