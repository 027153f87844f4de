package io.edgeauth.servlet;

import java.lang.reflect.Proxy;
import java.util.Map;

/** An object of the servlet API that has answers to some questions, and throws at all others. */
final class Stub {

  private Stub() {}

  static <T> T of(Class<T> type, Map<String, Object> answers) {
    Object stub =
        Proxy.newProxyInstance(
            Stub.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answers.get(method.getName());
            });
    return type.cast(stub);
  }
}
