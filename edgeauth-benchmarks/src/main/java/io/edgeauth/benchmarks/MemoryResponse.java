package io.edgeauth.benchmarks;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response that keeps its status and headers. A method that is not here throws. */
final class MemoryResponse extends HttpServletResponseWrapper {

  private static final HttpServletResponse REST = Exchange.unsupported(HttpServletResponse.class);

  private final Map<String, String> headers = new HashMap<>();
  private int status = SC_OK;

  MemoryResponse() {
    super(REST);
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void setStatus(int status) {
    this.status = status;
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.get(name);
  }

  @Override
  public boolean containsHeader(String name) {
    return headers.containsKey(name);
  }

  @Override
  public void setHeader(String name, String value) {
    headers.put(name, value);
  }

  @Override
  public void addHeader(String name, String value) {
    headers.merge(name, value, (first, second) -> first + ", " + second);
  }
}
