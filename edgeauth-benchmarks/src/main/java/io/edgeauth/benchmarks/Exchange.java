package io.edgeauth.benchmarks;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import org.openjdk.jmh.annotations.CompilerControl;

/** What a filter is called with, apart from the request and the response themselves. */
final class Exchange {

  private static final int PASSED = HttpServletResponse.SC_NO_CONTENT;

  /** An application that does nothing, but whose answer tells that it was reached. */
  static final FilterChain EMPTY_CHAIN = new EmptyChain();

  private Exchange() {}

  /**
   * Keeps a subject from measuring a refusal.
   *
   * @return the status of the answer
   * @throws IllegalStateException if the request did not reach the application
   */
  static int requirePassed(HttpServletResponse response) {
    int status = response.getStatus();
    if (status != PASSED) {
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
      ((HttpServletResponse) response).setStatus(PASSED);
    }
  }
}
