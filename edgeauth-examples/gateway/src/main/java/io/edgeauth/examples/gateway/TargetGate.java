package io.edgeauth.examples.gateway;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses what the servlet API cannot show to EdgeAuth: the target {@code *}, an HTTP/2 request
 * that names no authority, for which a servlet would be told the server's own address, and one in
 * which stands what HTTP/2 forbids.
 */
final class TargetGate extends Handler.Wrapper {

  TargetGate(Handler handler) {
    super(handler);
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
    return super.handle(request, response, callback);
  }

  private static boolean hasAuthority(Request request) {
    String authority = request.getHttpURI().getAuthority();
    return authority == null
        ? request.getHeaders().contains(HttpHeader.HOST)
        : !authority.isEmpty();
  }
}
