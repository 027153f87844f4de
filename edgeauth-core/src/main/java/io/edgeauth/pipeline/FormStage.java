package io.edgeauth.pipeline;

import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.RequestForm;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stage 0: ends requests that two servers could read differently. */
final class FormStage implements Stage {

  private final Set<Ambiguity> allowed;

  FormStage(Set<Ambiguity> allowed) {
    this.allowed = allowed;
  }

  @Override
  public String name() {
    return "request form";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    RequestForm.Fault fault = RequestForm.fault(exchange.request(), allowed);
    return fault == null ? null : new Rejection(fault.reason(), fault.detail());
  }
}
