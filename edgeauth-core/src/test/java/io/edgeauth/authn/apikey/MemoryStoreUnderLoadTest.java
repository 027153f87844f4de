package io.edgeauth.authn.apikey;

import io.edgeauth.runtime.EdgeRuntime;

final class MemoryStoreUnderLoadTest extends ChangesUnderLoadContract {

  private record Memory() implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return new MemoryStore();
    }
  }

  @Override
  protected ApiKeyStoreSpec store() {
    return new Memory();
  }

  @Override
  protected int changes() {
    return 10_000;
  }
}
