package territoryfile_test
import ("testing";"os";"context";"fmt";"time"
"truce/internal/territoryfile";"truce/internal/intake";"truce/internal/intake/viina";"truce/territory";"truce/place";"truce/place/parting";"truce/when")
func TestScratch(t *testing.T){
 d:="/work/shared/data/"
 b,_:=os.ReadFile(d+"gazetteer-ukraine/oblast_2020.geojson")
 u,err:=territoryfile.ParseBorders("b",b,""); if err!=nil{t.Fatal(err)}
 for _,f:=range []struct{n,day string}{{"frontline_08032023.geojson","2023-03-08"},{"frontline_28092022.geojson","2022-09-28"}}{
 l,_:=os.ReadFile(d+"kse-hromada/"+f.n)
 lines,err:=territoryfile.ParseLines("l",l); if err!=nil{t.Fatal(err)}
 fh,_:=os.Open(d+"viina-2026/DERIVED_control_transitions_geocoded.csv")
 var layer territory.Layer
 _,err=viina.ReadControl(context.Background(),fh,intake.Options{},intake.Sink{Layer:func(x territory.Layer)error{layer=x;return nil}})
 if err!=nil{t.Fatal(err)}
 z,_:=when.LoadZone("Europe/Kyiv"); day,_:=when.ParseDate(f.day); at:=z.Whole(day)
 var seeds []parting.Seed
 for _,m:=range layer.Marks{ h:=""; for _,x:=range m.Holds{ if x.From<=at.From{h=x.Holder}}; if h!=""{seeds=append(seeds,parting.Seed{Name:m.Name,At:m.At.Centre,Side:h})}}
 start:=time.Now()
 r,err:=parting.Question{Units:u,Lines:lines,Tolerance:2*place.Kilometre,Close:40*place.Kilometre,Seeds:seeds}.Part()
 fmt.Println(time.Since(start),err,r.Cell,len(lines),len(r.Pieces),r.Seeds,r.Carried,r.Open)
 for _,p:=range r.Pieces[:min(8,len(r.Pieces))]{fmt.Println(p)}
 tot:=map[string][3]int64{}; var drawn,cells,un int64
 for _,p:=range r.Parts{fmt.Println(p.Unit,p.Drawn/1e6,p.Cells/1e6,p.Sides,p.Unassigned/1e6,p.Band/1e6); drawn+=p.Drawn;cells+=p.Cells;un+=p.Unassigned
  for _,s:=range p.Sides{x:=tot[s.Name];x[0]+=s.Least;x[1]+=s.About;x[2]+=s.Most;tot[s.Name]=x}}
 fmt.Println(drawn/1e6,cells/1e6,un/1e6); for k,v:=range tot{fmt.Println(k,v[0]/1e6,v[1]/1e6,v[2]/1e6, float64(v[1])/float64(drawn))}
 }
}
