package io.edgeauth.examples.gateway;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses what the servlet API cannot show to EdgeAuth: the target {@code *}, an HTTP/2 request
 * that names no authority, for which a servlet would be told the server's own address, and one in
 * which stands what HTTP/2 forbids. Keeps what the gateway's settings were before EdgeAuth decided.
 */
final class TargetGate extends Handler.Wrapper {

  private static final String SETTINGS = TargetGate.class.getName() + ".settings";

  private final LiveSettings settings;

  TargetGate(Handler handler, LiveSettings settings) {
    super(handler);
    this.settings = settings;
  }

  /** The gateway's settings before the request was decided. */
  static LiveSettings.Reading settingsOf(HttpServletRequest request) {
    if (request.getAttribute(SETTINGS) instanceof LiveSettings.Reading reading) {
      return reading;
    }
    throw new IllegalStateException("a request that did not come through the gate");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    if (path == null
        || !path.startsWith("/")
        || !hasAuthority(request)
        || Http2Form.forbids(request)) {
      Response.writeError(request, response, callback, 400);
      return true;
    }
    request.setAttribute(SETTINGS, settings.now());
    return super.handle(request, response, callback);
  }

  private static boolean hasAuthority(Request request) {
    String authority = request.getHttpURI().getAuthority();
    return authority == null
        ? request.getHeaders().contains(HttpHeader.HOST)
        : !authority.isEmpty();
  }
}
