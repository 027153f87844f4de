package io.edgeauth.benchmarks;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import org.openjdk.jmh.annotations.CompilerControl;

/** What a filter is called with, apart from the request and the response themselves. */
final class Exchange {

  /** The answer to a request without {@code X-User-Id}. */
  static final int ANONYMOUS = HttpServletResponse.SC_NO_CONTENT;

  /** The answer to a request with {@code X-User-Id}. */
  static final int IDENTIFIED = HttpServletResponse.SC_ACCEPTED;

  /**
   * An application that reads one header, as those behind a gateway do, and whose answer tells that
   * it was reached.
   */
  static final FilterChain EMPTY_CHAIN = new EmptyChain();

  private Exchange() {}

  /**
   * Keeps a subject from measuring a refusal.
   *
   * @return the status of the answer
   * @throws IllegalStateException if the application did not give this answer
   */
  static int requireAnswer(int expected, HttpServletResponse response) {
    int status = response.getStatus();
    if (status != expected) {
      throw new IllegalStateException("the request did not pass: " + status);
    }
    return status;
  }

  /** Stands for what a request or a response here does not answer: every call throws. */
  static <T> T unsupported(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            }));
  }

  private static final class EmptyChain implements FilterChain {

    // A compiler that sees into the application takes the request away altogether, but only where
    // no filter stands before it: the difference would then be more than the filter.
    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public void doFilter(ServletRequest request, ServletResponse response) {
      String user = ((HttpServletRequest) request).getHeader("X-User-Id");
      ((HttpServletResponse) response).setStatus(user == null ? ANONYMOUS : IDENTIFIED);
    }
  }
}
