#include <torch/torch.h>
#include <iostream>
using namespace torch::data;
struct D : datasets::Dataset<D, int64_t> {
  int64_t get(size_t i) override { return (int64_t)i; }
  torch::optional<size_t> size() const override { return 10; }
};
int main(){
  torch::manual_seed(7);
  for(int w: {0,2}){
    auto l = make_data_loader(D{}, DataLoaderOptions().batch_size(4).workers(w));
    for(int e=0;e<2;e++){ for(auto& b:*l){ for(auto x:b) std::cout<<x<<" "; std::cout<<"| "; } std::cout<<"\n"; }
  }
  std::cout << torch::rand({2}) << "\n";
}
