package io.edgeauth.authn.apikey;

final class MemoryStoreTest extends ApiKeyStoreContract {

  @Override
  protected ApiKeyStore open() {
    return new MemoryStore();
  }
}
